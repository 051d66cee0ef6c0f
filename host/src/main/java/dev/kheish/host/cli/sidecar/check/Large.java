package dev.kheish.host.cli.sidecar.check;

import dev.kheish.host.cli.sidecar.stage.Answer;
import dev.kheish.host.cli.sidecar.stage.Limits;

import java.util.Optional;

/** Bodies around the limit are dealt with, and quickly. */
final class Large implements Check {
    private static final int SPARE = 1024;

    @Override
    public About about() {
        return About.of("large", "Deals with bodies around 2 MiB", Clause.SIZE, Need.DELIVERIES);
    }

    @Override
    public Verdict run(Bench bench) {
        Asked below =
                bench.deliver(bench.delivery("just small enough").padded(Limits.REQUEST - SPARE));
        Asked above =
                bench.deliver(bench.delivery("just too large").padded(Limits.REQUEST + SPARE));
        if (below.status() != 413) {
            Optional<String> flaw = bench.unlikeOrdinary(below);
            if (flaw.isPresent()) {
                return Verdict.failed("1 KiB below 2 MiB: " + flaw.get(), below.evidence());
            }
        }
        boolean refused = above.status() == 413 || above.answer() instanceof Answer.Closed;
        if (!refused && Outcomes.flaw(above).isPresent()) {
            return Verdict.failed("1 KiB above 2 MiB: " + above.summary(), above.evidence());
        }
        return Verdict.passed(
                "below: %s, above: %s"
                        .formatted(
                                below.status() == 413 ? "413" : Outcomes.of(below),
                                refused ? "refused" : Outcomes.of(above)));
    }
}
