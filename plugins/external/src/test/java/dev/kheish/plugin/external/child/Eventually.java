package dev.kheish.plugin.external.child;

import java.time.Duration;
import java.util.Optional;
import java.util.function.Supplier;

/** Waits for what happens on other threads and in other processes, but not for ever. */
final class Eventually {
    private static final Duration LONGEST = Duration.ofSeconds(30);
    private static final Duration POLL = Duration.ofMillis(10);

    private Eventually() {}

    /** Returns when the assertion holds; fails with what it last said. */
    static void holds(Runnable assertion) {
        long deadline = System.nanoTime() + LONGEST.toNanos();
        while (true) {
            try {
                assertion.run();
                return;
            } catch (AssertionError e) {
                if (System.nanoTime() > deadline) {
                    throw e;
                }
            }
            pause();
        }
    }

    /** The first value that is there. */
    static <T> T get(Supplier<Optional<T>> source) {
        long deadline = System.nanoTime() + LONGEST.toNanos();
        while (System.nanoTime() < deadline) {
            Optional<T> value = source.get();
            if (value.isPresent()) {
                return value.get();
            }
            pause();
        }
        throw new AssertionError("It did not come within " + LONGEST);
    }

    private static void pause() {
        try {
            Thread.sleep(POLL);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("Interrupted", e);
        }
    }
}
