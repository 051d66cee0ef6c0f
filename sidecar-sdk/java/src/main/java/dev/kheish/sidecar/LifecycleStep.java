package dev.kheish.sidecar;

/** Something to do once, at a turn of a sidecar's life. */
@FunctionalInterface
public interface LifecycleStep {
    /**
     * Does it.
     *
     * @throws InterruptedException if the sidecar is asked to stop meanwhile
     * @throws Exception if it cannot be done
     */
    void run(Sidecar sidecar) throws Exception;
}
