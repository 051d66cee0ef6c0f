package dev.kheish.sidecar;

/** The clock, the dice and the bed of whatever waits. Safe for use by many threads. */
interface Timing {
    /** Milliseconds since 1970, for dates of the host. */
    long nowMillis();

    /** Nanoseconds since some moment, for spans. */
    long nanos();

    /** From 0 up to, not including, 1. */
    double random();

    /** Waits; false, at once, if the sidecar is stopping. */
    boolean sleep(long millis) throws InterruptedException;
}
