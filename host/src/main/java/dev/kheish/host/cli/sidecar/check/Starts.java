package dev.kheish.host.cli.sidecar.check;

import dev.kheish.host.cli.sidecar.stage.Start;
import dev.kheish.host.cli.sidecar.stage.Texts;
import dev.kheish.host.cli.sidecar.stage.Theatre;

/** The process comes up. */
final class Starts implements Check {
    @Override
    public About about() {
        return About.of("starts", "Is up in time", Clause.UP, Need.PROCESS);
    }

    @Override
    public boolean startsProcess() {
        return true;
    }

    @Override
    public Verdict run(Bench bench) throws InterruptedException {
        Theatre theatre = bench.theatre();
        return switch (theatre.await(theatre.spawn(false))) {
            case Start.Up(var took) -> Verdict.passed("up after " + Texts.of(took));
            case Start.Failed(String why, var evidence) -> Verdict.failed(why, evidence);
        };
    }
}
