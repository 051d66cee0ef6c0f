package dev.kheish.host.cli.sidecar.check;

import java.util.List;
import java.util.stream.Stream;

/** Manifest and health speak of the same process. */
final class SameInstance implements Check {
    @Override
    public About about() {
        return About.of(
                "same-instance", "Has one instance id for as long as it lives", Clause.HEALTH);
    }

    @Override
    public Verdict run(Bench bench) {
        List<Asked> all =
                Stream.of("/manifest", "/health", "/manifest", "/health").map(bench::get).toList();
        List<String> ids =
                all.stream()
                        .map(asked -> Shapes.named(asked.json().path("instance_id")))
                        .distinct()
                        .toList();
        return ids.size() == 1
                ? Verdict.passed("instance_id " + ids.getFirst())
                : Verdict.failed(
                        "instance_id is " + String.join(" and ", ids),
                        all.stream().map(Asked::evidence).toList());
    }
}
