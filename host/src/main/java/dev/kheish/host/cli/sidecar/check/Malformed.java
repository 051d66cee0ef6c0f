package dev.kheish.host.cli.sidecar.check;

import java.util.List;

/** What is not a delivery is refused. */
final class Malformed implements Check {
    private static final List<String> TEXTS =
            List.of("{\"protocol_version\":1,\"delivery_id\":", "deliver this", "", "[]", "null");

    @Override
    public About about() {
        return About.of("malformed", "Refuses what is not a delivery", Clause.MALFORMED);
    }

    @Override
    public Verdict run(Bench bench) {
        List<Asked> wrong =
                TEXTS.stream()
                        .map(text -> bench.deliver(bench.delivery("malformed").request(text)))
                        .filter(asked -> asked.status() / 100 != 4)
                        .toList();
        return wrong.isEmpty()
                ? Verdict.passed(TEXTS.size() + " bodies that are none get 4xx")
                : Verdict.failed(
                        "not a 4xx answer but " + wrong.getFirst().summary(),
                        wrong.stream().map(Asked::evidence).toList());
    }
}
