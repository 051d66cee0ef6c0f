package dev.kheish.host.run;

import java.time.Duration;

/**
 * {@code runs.*}
 *
 * @param maxAttempts after how many claims a run is given up
 * @param retryBase the first pause after a failure; it doubles
 * @param retryMax the longest pause
 */
public record RunSettings(int maxAttempts, Duration retryBase, Duration retryMax) {
    /** What holds when nothing is configured. */
    public static final RunSettings DEFAULT =
            new RunSettings(5, Duration.ofSeconds(1), Duration.ofMinutes(5));

    /** Refuses what cannot work. */
    public RunSettings {
        if (maxAttempts < 1 || retryBase.isNegative() || retryMax.compareTo(retryBase) < 0) {
            throw new IllegalArgumentException(
                    "runs.max-attempts must be at least 1 and runs.retry-max no shorter than runs.retry-base");
        }
    }
}
