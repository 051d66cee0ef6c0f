package dev.kheish.host.cli.sidecar.check;

import dev.kheish.host.cli.sidecar.stage.Texts;

/** The process ends by itself, in time and in order. */
final class Leaves implements Check {
    @Override
    public About about() {
        return About.of("leave", "Ends within 10 s of SIGTERM", Clause.LEFT, Need.PROCESS);
    }

    @Override
    public boolean startsProcess() {
        return true;
    }

    @Override
    public Verdict run(Bench bench) throws InterruptedException {
        Departure departure = bench.departure();
        if (departure.code().isEmpty()) {
            return Verdict.failed("it had to be killed 10 s after SIGTERM");
        }
        int code = departure.code().getAsInt();
        return code == 0
                ? Verdict.passed("code 0 after " + Texts.of(departure.took()))
                : Verdict.failed(
                        "it ended with code %d%s"
                                .formatted(
                                        code,
                                        code == 143 ? ", which means killed by SIGTERM" : ""));
    }
}
