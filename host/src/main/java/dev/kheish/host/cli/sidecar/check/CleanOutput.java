package dev.kheish.host.cli.sidecar.check;

import java.util.Set;

/** What it prints is kept by the host and read by people: no secret is in it. */
final class CleanOutput implements Check {
    @Override
    public About about() {
        return About.of("clean-output", "Prints no secret", Clause.SECRECY, Need.PROCESS);
    }

    @Override
    public boolean startsProcess() {
        return true; // nothing is asked of it, and its last words count
    }

    @Override
    public Verdict run(Bench bench) {
        Set<String> leaked = bench.theatre().leaked();
        return leaked.isEmpty()
                ? Verdict.passed("none in all that it printed")
                : Verdict.failed("it printed " + String.join(" and ", leaked));
    }
}
