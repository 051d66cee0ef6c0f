package dev.kheish.sample.irc;

import java.time.Duration;

/** The clock and the bed of what waits. */
interface Pace {
    /** The real ones. */
    Pace REAL =
            new Pace() {
                @Override
                public long nanos() {
                    return System.nanoTime();
                }

                @Override
                public void sleep(Duration span) throws InterruptedException {
                    Thread.sleep(span);
                }
            };

    /** Nanoseconds since some moment. */
    long nanos();

    /** Waits. */
    void sleep(Duration span) throws InterruptedException;
}
