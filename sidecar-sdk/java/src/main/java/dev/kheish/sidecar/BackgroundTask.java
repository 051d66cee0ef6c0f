package dev.kheish.sidecar;

/** What a sidecar does all the time, such as reading a socket. Runs in its own virtual thread. */
@FunctionalInterface
public interface BackgroundTask {
    /**
     * Works until there is nothing more to do, or until it is interrupted, which says that the
     * sidecar is stopping.
     *
     * @throws InterruptedException when it is told to stop
     * @throws Exception if it failed: the sidecar is {@code degraded} and starts the task again,
     *     after a second, then ever later up to a minute
     */
    void run(Sidecar sidecar) throws Exception;
}
