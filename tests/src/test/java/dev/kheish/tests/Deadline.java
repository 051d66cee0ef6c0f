package dev.kheish.tests;

import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.locks.LockSupport;

/** Waits for something to become true, looking often, and gives up loudly. */
final class Deadline {
    private static final long LOOK_EVERY_NANOS = Duration.ofMillis(50).toNanos();

    private Deadline() {}

    static void within(Duration patience, String what, Callable<Boolean> condition)
            throws Exception {
        long deadline = System.nanoTime() + patience.toNanos();
        while (!condition.call()) {
            if (System.nanoTime() > deadline) {
                throw new AssertionError("Not within " + patience + ": " + what);
            }
            LockSupport.parkNanos(LOOK_EVERY_NANOS);
        }
    }
}
