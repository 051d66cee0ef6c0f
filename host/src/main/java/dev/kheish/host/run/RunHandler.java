package dev.kheish.host.run;

/** Executes runs inside the host. Called from many threads. */
@FunctionalInterface
interface RunHandler {
    /**
     * Executes one run.
     *
     * @throws InterruptedException if the host stops or the lease is lost; nothing of it is left
     *     running
     */
    HandlerResult handle(Claim claim) throws InterruptedException;
}
