package dev.kheish.host.cli.sidecar.check;

/** A delivery that takes long does not make the sidecar look dead. */
final class HealthMeanwhile implements Check {
    @Override
    public About about() {
        return About.of(
                "health-meanwhile",
                "Answers about its health during a delivery",
                Clause.TOGETHER,
                Need.PROCESS,
                Need.DELIVERIES);
    }

    @Override
    public Verdict run(Bench bench) throws InterruptedException {
        try (Slow slow = Slow.begin(bench)) {
            if (!slow.held()) {
                return Verdict.skipped(Slow.NOT_HELD);
            }
            Asked asked = bench.get("/health");
            slow.release();
            slow.answer().join();
            return asked.status() == 200
                    ? Verdict.passed(asked.summary() + ", while a delivery waited for the host")
                    : Verdict.failed(
                            "while a delivery waits for the host, health gives " + asked.summary(),
                            asked.evidence());
        }
    }
}
