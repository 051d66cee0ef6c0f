package dev.kheish.host.cli.sidecar.check;

/** No process of it lives on. */
final class LeavesNothing implements Check {
    @Override
    public About about() {
        return About.of(
                "nothing-left", "Leaves no process behind", Clause.NOTHING_LEFT, Need.PROCESS);
    }

    @Override
    public boolean startsProcess() {
        return true;
    }

    @Override
    public Verdict run(Bench bench) throws InterruptedException {
        var survivors = bench.departure().survivors();
        return survivors.isEmpty()
                ? Verdict.passed("all gone")
                : Verdict.failed("still running: " + String.join(", ", survivors));
    }
}
