package dev.kheish.sidecar;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.util.OptionalLong;

/** The header {@code Retry-After}: whole seconds or a date; never more than an hour. */
final class RetryAfter {
    static final long MOST_MILLIS = 3_600_000;

    private RetryAfter() {}

    /** The wait in milliseconds, or empty if the header is missing or cannot be read. */
    static OptionalLong millis(@Nullable String header, long nowMillis) {
        String text = header == null ? "" : header.strip();
        if (text.isEmpty()) {
            return OptionalLong.empty();
        }
        return isDigits(text) ? seconds(text) : date(text, nowMillis);
    }

    private static boolean isDigits(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (text.charAt(i) < '0' || text.charAt(i) > '9') {
                return false;
            }
        }
        return true;
    }

    private static OptionalLong seconds(String digits) {
        long seconds = 0;
        for (int i = 0; i < digits.length() && seconds * 1000 < MOST_MILLIS; i++) {
            seconds = seconds * 10 + (digits.charAt(i) - '0');
        }
        return OptionalLong.of(Math.min(MOST_MILLIS, seconds * 1000));
    }

    private static OptionalLong date(String text, long nowMillis) {
        try {
            long at = Instant.from(DateTimeFormatter.RFC_1123_DATE_TIME.parse(text)).toEpochMilli();
            return OptionalLong.of(Math.clamp(at - nowMillis, 0, MOST_MILLIS));
        } catch (DateTimeException e) {
            // Not a date either: as good as no header.
            return OptionalLong.empty();
        }
    }
}
