package dev.kheish.host.settings;

import java.time.Duration;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Spans of time as people write them: a whole number and one of {@code ms s m h d}. */
public final class Durations {
    /** What to tell somebody who wrote something else. */
    public static final String RULE = "must be a span of time such as 500ms, 30s, 5m, 24h or 30d";

    private static final Pattern FORM = Pattern.compile("(\\d{1,9})(ms|s|m|h|d)");

    private Durations() {}

    /**
     * Reads such a span.
     *
     * @throws IllegalArgumentException with a message for people
     */
    public static Duration parse(String text) {
        return find(text.strip())
                .orElseThrow(
                        () ->
                                new IllegalArgumentException(
                                        "'" + text + "' is not a duration such as 30s or 5m"));
    }

    /** Reads such a span; empty if it is none. */
    public static Optional<Duration> find(String text) {
        Matcher matcher = FORM.matcher(text);
        if (!matcher.matches()) {
            return Optional.empty();
        }
        long number = Long.parseLong(matcher.group(1));
        return Optional.of(
                switch (matcher.group(2)) {
                    case "ms" -> Duration.ofMillis(number);
                    case "s" -> Duration.ofSeconds(number);
                    case "m" -> Duration.ofMinutes(number);
                    case "h" -> Duration.ofHours(number);
                    default -> Duration.ofDays(number);
                });
    }
}
