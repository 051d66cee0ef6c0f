package dev.kheish.host.cli.sidecar.check;

import dev.kheish.host.cli.sidecar.stage.Answer;
import dev.kheish.host.cli.sidecar.stage.Limits;
import dev.kheish.host.cli.sidecar.stage.Request;

/** A body of absurd size is refused, without waiting for it. */
final class TooLarge implements Check {
    /** Larger than any limit that makes sense. */
    private static final String GIBIBYTE = "1073741824";

    @Override
    public About about() {
        return About.of("too-large", "Refuses a body that is too large at once", Clause.SIZE);
    }

    @Override
    public Verdict run(Bench bench) {
        Request request = Request.post("/deliver", "").declaring(GIBIBYTE);
        Asked asked = bench.ask(request, Limits.PROBE);
        return switch (asked.answer()) {
            case Answer.Reply reply when reply.status() == 413 -> Verdict.passed("HTTP 413");
            case Answer.Closed _ -> Verdict.passed("the connection is closed");
            default ->
                    Verdict.failed(
                            "neither 413 nor closed, but " + asked.summary(), asked.evidence());
        };
    }
}
