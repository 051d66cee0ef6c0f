package dev.kheish.host.cli.sidecar.check;

import java.util.Optional;

/** What has begun is brought to its end. */
final class Finishes implements Check {
    @Override
    public About about() {
        return About.of(
                "finish",
                "Finishes a running delivery after SIGTERM",
                Clause.FINISHING,
                Need.PROCESS);
    }

    @Override
    public boolean startsProcess() {
        return true;
    }

    @Override
    public Verdict run(Bench bench) throws InterruptedException {
        Asked finished = bench.departure().finished();
        if (finished == null) {
            return Verdict.skipped(Slow.NOT_HELD);
        }
        Optional<String> flaw = bench.unlikeOrdinary(finished);
        return flaw.map(
                        text ->
                                Verdict.failed(
                                        "the running delivery: " + text, finished.evidence()))
                .orElseGet(() -> Verdict.passed(Outcomes.of(finished) + " after SIGTERM"));
    }
}
