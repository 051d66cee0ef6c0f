package dev.kheish.host.cli.sidecar.check;

import dev.kheish.host.cli.sidecar.stage.Child;
import dev.kheish.host.cli.sidecar.stage.Exchange;
import dev.kheish.host.cli.sidecar.stage.Limits;
import dev.kheish.host.cli.sidecar.stage.Start;
import dev.kheish.host.cli.sidecar.stage.Theatre;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.OptionalInt;

/** It does not outlive the host. */
final class Lifeline implements Check {
    @Override
    public About about() {
        return About.of(
                "lifeline", "Leaves when its standard input ends", Clause.LIFELINE, Need.PROCESS);
    }

    @Override
    public boolean startsProcess() {
        return true;
    }

    @Override
    public Verdict run(Bench bench) throws InterruptedException {
        if (!bench.wishes().lifeline()) {
            return Verdict.skipped("not every sidecar promises it; one that does: give --lifeline");
        }
        Theatre theatre = bench.theatre();
        Child child = theatre.spawn(true);
        try {
            if (theatre.await(child) instanceof Start.Failed(String why, var evidence)) {
                return Verdict.failed(why, evidence);
            }
            child.cutLifeline();
            OptionalInt code = child.ended(Limits.LEAVING);
            return code.isPresent() && code.getAsInt() == 0
                    ? Verdict.passed("ended with code 0")
                    : Verdict.failed(
                            code.isPresent()
                                    ? "it ended with code " + code.getAsInt()
                                    : "10 s later it is still running",
                            new Exchange("the end of standard input", "nothing"));
        } catch (IOException e) {
            throw new UncheckedIOException("Failed while closing the sidecar's input", e);
        } finally {
            theatre.end();
        }
    }
}
