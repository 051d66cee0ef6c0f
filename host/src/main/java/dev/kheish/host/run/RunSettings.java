package dev.kheish.host.run;

import dev.kheish.host.settings.SettingsReader;

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

    /** Reads {@code runs.*}. */
    public static RunSettings from(SettingsReader in) {
        Duration base = in.duration("runs.retry-base", DEFAULT.retryBase);
        Duration max = in.duration("runs.retry-max", DEFAULT.retryMax);
        int attempts = (int) in.number("runs.max-attempts", DEFAULT.maxAttempts, 1, 1000);
        if (base.isZero() || max.compareTo(base) < 0) {
            in.problem(
                    "runs.retry-max",
                    "must be no shorter than runs.retry-base, which must be more than nothing");
            return DEFAULT;
        }
        return new RunSettings(attempts, base, max);
    }

    /** Refuses what cannot work. */
    public RunSettings {
        if (maxAttempts < 1 || retryBase.isNegative() || retryMax.compareTo(retryBase) < 0) {
            throw new IllegalArgumentException(
                    "runs.max-attempts must be at least 1 and runs.retry-max no shorter than runs.retry-base");
        }
    }
}
