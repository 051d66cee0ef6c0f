package dev.kheish.sample.irc;

import java.time.Duration;
import java.util.concurrent.Callable;

/** Waits for something to become true, by asking again and again, for a limited time. */
final class Deadline {
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private Deadline() {}

    static void until(String what, Callable<Boolean> condition) throws Exception {
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (!condition.call()) {
            if (System.nanoTime() - end > 0) {
                throw new AssertionError("Not within " + PATIENCE + ": " + what);
            }
            Thread.sleep(5);
        }
    }
}
