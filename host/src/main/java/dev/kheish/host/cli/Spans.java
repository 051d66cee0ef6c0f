package dev.kheish.host.cli;

import picocli.CommandLine.TypeConversionException;

import java.time.Duration;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Lengths of time as people write them: 500ms, 30s, 5m, 2h, 30d. */
final class Spans {
    // Named, not made: a daemon with prepared classes would load the library at its start to check
    // that what is thrown here can be.
    private static final Function<String, RuntimeException> REFUSAL = TypeConversionException::new;
    private static final Pattern SPAN = Pattern.compile("([0-9]{1,9})(ms|s|m|h|d)");

    private Spans() {}

    /** Throws what the command line shows as a wrong argument. */
    static Duration parse(String text) {
        Matcher span = SPAN.matcher(text);
        if (!span.matches()) {
            throw REFUSAL.apply("'" + text + "' is not a length of time such as 30s, 5m or 2h");
        }
        long number = Long.parseLong(span.group(1));
        return switch (span.group(2)) {
            case "ms" -> Duration.ofMillis(number);
            case "s" -> Duration.ofSeconds(number);
            case "m" -> Duration.ofMinutes(number);
            case "h" -> Duration.ofHours(number);
            default -> Duration.ofDays(number);
        };
    }
}
