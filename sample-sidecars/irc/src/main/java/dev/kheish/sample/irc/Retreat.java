package dev.kheish.sample.irc;

import java.time.Duration;

/**
 * How long to stay away before the next connection: from one second doubling to five minutes, half
 * of it by chance, so that not all bots come back to a server at the same moment. For one thread.
 */
final class Retreat {
    private static final Duration FIRST = Duration.ofSeconds(1);
    private static final Duration MOST = Duration.ofMinutes(5);

    /** A connection that lasted this long was a good one. */
    private static final Duration GOOD = Duration.ofMinutes(2);

    private Duration top = FIRST;

    /**
     * The next span.
     *
     * @param lasted how long the last connection did
     * @param dice from 0 up to 1
     */
    Duration next(Duration lasted, double dice) {
        if (lasted.compareTo(GOOD) > 0) {
            top = FIRST;
        }
        long millis = top.toMillis();
        Duration doubled = top.multipliedBy(2);
        top = doubled.compareTo(MOST) > 0 ? MOST : doubled;
        return Duration.ofMillis(millis / 2 + (long) (dice * millis / 2));
    }
}
