package dev.kheish.host.cli.sidecar.check;

import java.util.Optional;

/** A message arrives. */
final class Deliver implements Check {
    @Override
    public About about() {
        return About.of("deliver", "Commits a delivery", Clause.OUTCOME, Need.DELIVERIES);
    }

    @Override
    public Verdict run(Bench bench) {
        Asked asked = bench.ordinary();
        Optional<String> flaw = Outcomes.flaw(asked);
        if (flaw.isPresent()) {
            return Verdict.failed(flaw.get(), asked.evidence());
        }
        String status = Outcomes.of(asked);
        if (status.equals("committed")) {
            return Verdict.passed(asked.summary());
        }
        return bench.wishes().replyRoute() == null
                ? Verdict.skipped(
                        "a valid answer, but %s for a made-up route; give one that exists with --reply-route"
                                .formatted(status))
                : Verdict.failed("the outcome is " + status, asked.evidence());
    }
}
