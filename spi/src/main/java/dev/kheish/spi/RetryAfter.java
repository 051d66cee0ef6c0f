package dev.kheish.spi;

import java.time.Clock;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.temporal.ChronoField;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Reads the header {@code Retry-After} of an answer: seconds, or a date in any of HTTP's three
 * forms. Immutable.
 */
public final class RetryAfter {
    /** The header's name. */
    public static final String HEADER = "Retry-After";

    private static final Pattern SECONDS = Pattern.compile("[0-9]+");
    private static final int LONGEST_NUMBER = 9;
    private static final Duration SHORTEST = Duration.ofMillis(1);
    private static final Duration LONGEST = Duration.ofHours(1);

    private static final DateTimeFormatter FIXED =
            DateTimeFormatter.ofPattern("EEE, dd MMM uuuu HH:mm:ss 'GMT'", Locale.US);
    private static final DateTimeFormatter ASCTIME =
            DateTimeFormatter.ofPattern("EEE MMM ppd HH:mm:ss uuuu", Locale.US);

    private final Clock clock;

    /** {@code clock} tells how far away a date is. */
    public RetryAfter(Clock clock) {
        this.clock = clock;
    }

    /** How long an answer asks to wait; empty when it does not say. */
    public Optional<Duration> of(EgressResponse answer) {
        return answer.header(HEADER).flatMap(this::read);
    }

    /** How long to wait, from 1 ms to 1 h; empty when the header says nothing usable. */
    public Optional<Duration> read(String header) {
        String text = header.strip();
        Optional<Duration> wait =
                SECONDS.matcher(text).matches() ? Optional.of(seconds(text)) : untilDate(text);
        return wait.map(RetryAfter::within);
    }

    private static Duration seconds(String digits) {
        return digits.length() > LONGEST_NUMBER
                ? LONGEST
                : Duration.ofSeconds(Long.parseLong(digits));
    }

    private Optional<Duration> untilDate(String text) {
        Instant now = clock.instant();
        return Stream.of(FIXED, rfc850(now), ASCTIME)
                .flatMap(form -> date(text, form).stream())
                .findFirst()
                .map(date -> Duration.between(now, date));
    }

    private static Optional<Instant> date(String text, DateTimeFormatter form) {
        try {
            return Optional.of(LocalDateTime.parse(text, form).toInstant(ZoneOffset.UTC));
        } catch (DateTimeException e) {
            return Optional.empty();
        }
    }

    // Its year has two digits: the one that is at most 50 years ahead.
    private static DateTimeFormatter rfc850(Instant now) {
        int earliest = now.atOffset(ZoneOffset.UTC).getYear() - 49;
        return new DateTimeFormatterBuilder()
                .appendPattern("EEEE, dd-MMM-")
                .appendValueReduced(ChronoField.YEAR, 2, 2, earliest)
                .appendPattern(" HH:mm:ss 'GMT'")
                .toFormatter(Locale.US);
    }

    private static Duration within(Duration wait) {
        if (wait.compareTo(SHORTEST) < 0) {
            return SHORTEST;
        }
        return wait.compareTo(LONGEST) > 0 ? LONGEST : wait;
    }
}
