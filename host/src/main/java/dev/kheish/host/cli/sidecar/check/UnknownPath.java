package dev.kheish.host.cli.sidecar.check;

import dev.kheish.host.cli.sidecar.stage.Limits;
import dev.kheish.host.cli.sidecar.stage.Request;

import java.util.List;
import java.util.stream.Stream;

/** There is nothing at other paths, and that is said in JSON. */
final class UnknownPath implements Check {
    @Override
    public About about() {
        return About.of(
                "unknown-path", "Answers 404 in JSON at unknown paths", Clause.UNKNOWN_PATH);
    }

    @Override
    public Verdict run(Bench bench) {
        List<Asked> wrong =
                Stream.of(
                                Request.get("/kheish-conformance-check"),
                                Request.get("/manifest/kheish-conformance-check"),
                                Request.post("/kheish-conformance-check", "{}"))
                        .map(request -> bench.ask(request, Limits.PROBE))
                        .filter(asked -> asked.status() != 404 || !asked.json().isContainerNode())
                        .toList();
        return wrong.isEmpty()
                ? Verdict.passed("404 for three of them")
                : Verdict.failed(
                        "the answer is not 404 with JSON",
                        wrong.stream().map(Asked::evidence).toList());
    }
}
