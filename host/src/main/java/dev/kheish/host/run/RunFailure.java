package dev.kheish.host.run;

import org.jspecify.annotations.Nullable;

import java.time.Duration;

/**
 * Why a worker gives a run back.
 *
 * @param error for people
 * @param retry whether another try may help
 * @param retryAfter when; null for the host's back-off
 */
public record RunFailure(String error, boolean retry, @Nullable Duration retryAfter) {
    /** The longest pause that a worker may ask for. */
    public static final Duration MAX_RETRY_AFTER = Duration.ofHours(24);

    private static final int MAX_ERROR = 4096;

    /** Cuts what is too long. */
    public RunFailure {
        error = error.length() > MAX_ERROR ? error.substring(0, MAX_ERROR) + "…" : error;
        if (retryAfter != null && retryAfter.compareTo(MAX_RETRY_AFTER) > 0) {
            retryAfter = MAX_RETRY_AFTER;
        }
    }

    /** Another try may help. */
    public static RunFailure temporary(String error) {
        return new RunFailure(error, true, null);
    }

    /** No further try helps. */
    public static RunFailure permanent(String error) {
        return new RunFailure(error, false, null);
    }

    String canonical() {
        return retry + " " + (retryAfter == null ? "-" : retryAfter.toMillis()) + " " + error;
    }
}
