package dev.kheish.host.cli.sidecar.check;

import dev.kheish.host.cli.sidecar.stage.Child;

/** The id that the host gave is the one that is used. */
final class OwnInstance implements Check {
    @Override
    public About about() {
        return About.of(
                "instance-id", "Uses the instance id it was given", Clause.INSTANCE, Need.PROCESS);
    }

    @Override
    public Verdict run(Bench bench) {
        String given = bench.theatre().child().map(Child::instanceId).orElse("");
        Asked asked = bench.get("/manifest");
        String used = asked.json().path("instance_id").asText("");
        return used.equals(given)
                ? Verdict.passed(given)
                : Verdict.failed(
                        "INSTANCE_ID is '%s', but instance_id is '%s'".formatted(given, used),
                        asked.evidence());
    }
}
