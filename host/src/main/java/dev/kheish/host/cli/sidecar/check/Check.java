package dev.kheish.host.cli.sidecar.check;

/**
 * One rule put to the test. It may be run alone or after any other. Called by one thread at a time.
 */
public interface Check {
    About about();

    Verdict run(Bench bench) throws InterruptedException;

    /**
     * Whether it starts and ends the process itself; else it finds one that is up, which has to
     * serve afterwards as before.
     */
    default boolean startsProcess() {
        return false;
    }
}
