package dev.kheish.host.cli.sidecar.check;

import dev.kheish.host.cli.sidecar.stage.Answer;

/** It takes nothing new once it was told to leave. */
final class Drains implements Check {
    @Override
    public About about() {
        return About.of(
                "drain", "Takes no new deliveries after SIGTERM", Clause.DRAINING, Need.PROCESS);
    }

    @Override
    public boolean startsProcess() {
        return true;
    }

    @Override
    public Verdict run(Bench bench) throws InterruptedException {
        Departure departure = bench.departure();
        Asked health = departure.health();
        Asked late = departure.late();
        if (!Departure.leaving(health)) {
            return Verdict.failed(
                    "2 s after SIGTERM health still says "
                            + Shapes.named(health.json().path("status")),
                    health.evidence());
        }
        if (!Outcomes.retryable(late.answer())) {
            return Verdict.failed(
                    "a delivery after SIGTERM gives " + late.summary(), late.evidence());
        }
        String word = health.answer() instanceof Answer.Reply ? "says draining" : "is silent";
        String then =
                late.answer() instanceof Answer.Reply
                        ? "a new delivery gets retryable_error"
                        : "a new delivery gets no connection";
        return Verdict.passed("health " + word + ", " + then);
    }
}
