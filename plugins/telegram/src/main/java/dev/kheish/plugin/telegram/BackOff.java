package dev.kheish.plugin.telegram;

import java.time.Duration;
import java.util.random.RandomGenerator;

/**
 * How long to wait after one more failure: doubling up to a limit, and a random part of it, so that
 * many connectors do not come back at once. For one thread.
 */
final class BackOff {
    private static final Duration FIRST = Duration.ofSeconds(1);

    private final RandomGenerator random;
    private int failures;

    BackOff(RandomGenerator random) {
        this.random = random;
    }

    /** Between half of the full wait and the whole of it. */
    Duration next(Duration longest) {
        failures++;
        long full = FIRST.toMillis() << Math.min(failures - 1, 30);
        long wait = Math.min(full, longest.toMillis());
        return Duration.ofMillis(wait / 2 + random.nextLong(wait / 2 + 1));
    }

    /** It works again. */
    void reset() {
        failures = 0;
    }
}
