package dev.kheish.host.retention;

import java.time.Duration;
import java.util.concurrent.TimeUnit;

/**
 * How much is done at a time, and how long others have the writer for themselves in between. For
 * one thread.
 */
final class Pace {
    private static final int LEAST = 4;
    private static final int MOST = 256;
    private static final long GOAL_NANOS = TimeUnit.MILLISECONDS.toNanos(2);
    private static final int REST = 4;
    private static final long LONGEST_REST_NANOS = TimeUnit.MILLISECONDS.toNanos(200);
    private static final Duration BUSY_REST = Duration.ofMillis(5);
    private static final int BUSY_RESTS = 10;

    private int rows = 32;

    /** How many rows the next step looks at. */
    int rows() {
        return rows;
    }

    /** A step took this long on the writer: the next one is to take two milliseconds. */
    void took(long nanos, int looked) {
        if (looked < rows && nanos < GOAL_NANOS) {
            return; // the end was reached: that says nothing about the speed
        }
        long fits = looked * GOAL_NANOS / Math.max(1, nanos);
        // No more than twice as many at once: the next rows may be larger.
        rows = Math.clamp(fits, LEAST, Math.clamp(2L * rows, LEAST, MOST));
    }

    /** A step failed: perhaps a single row of it did. */
    void failed() {
        rows = 1;
    }

    /**
     * Leaves the writer to others for several times as long as the step took, and a little longer
     * while they queue, but never for ever: what is old has to go under load too.
     */
    void rest(long nanos, BusyWriter writer) throws InterruptedException {
        TimeUnit.NANOSECONDS.sleep(Math.min(REST * nanos, LONGEST_REST_NANOS));
        for (int i = 0; i < BUSY_RESTS && writer.waiting() > 0; i++) {
            Thread.sleep(BUSY_REST);
        }
    }

    /** Who waits for the writer. */
    @FunctionalInterface
    interface BusyWriter {
        int waiting();
    }
}
