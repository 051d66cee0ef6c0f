package dev.kheish.host.run;

import java.time.Duration;

/**
 * How hard the host tries to fetch the files of one run.
 *
 * @param files how many it fetches
 * @param attempts how often it tries each
 * @param pause before the second try; it doubles
 * @param patience for all files together
 * @param atOnce how many runs are prepared at a time
 */
public record PreparationLimits(
        int files, int attempts, Duration pause, Duration patience, int atOnce) {
    /** What holds when nothing is configured. */
    public static final PreparationLimits DEFAULT =
            new PreparationLimits(8, 3, Duration.ofSeconds(1), Duration.ofMinutes(2), 64);
}
