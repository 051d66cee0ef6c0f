package dev.kheish.host.cli;

import com.fasterxml.jackson.databind.JsonNode;

import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.util.StringJoiner;

/**
 * Values as text on a screen. Much of it comes from outside, so nothing that a terminal would obey
 * gets through.
 */
final class Cells {
    private Cells() {}

    /** One line of text. */
    static String of(JsonNode value) {
        if (value.isMissingNode() || value.isNull()) {
            return "";
        }
        if (value.isArray()) {
            StringJoiner items = new StringJoiner(", ");
            value.forEach(item -> items.add(of(item)));
            return items.toString();
        }
        return value.isObject() ? Documents.compact(value) : line(value.asText());
    }

    /** Text without line breaks or other control characters. */
    static String line(String text) {
        return shown(text.strip(), false);
    }

    /** Text whose line breaks and tabs stay. */
    static String block(String text) {
        return shown(text, true);
    }

    /** A time of the API as local time to the second, such as {@code 2026-11-23T20:57:14}. */
    static String time(JsonNode epochMillis, ZoneId zone) {
        if (!epochMillis.canConvertToLong() || !epochMillis.isIntegralNumber()) {
            return of(epochMillis);
        }
        LocalDateTime at =
                LocalDateTime.ofInstant(Instant.ofEpochMilli(epochMillis.longValue()), zone);
        // By hand: a formatter costs a short command more than all its other output.
        StringBuilder out = new StringBuilder(19).append(at.toLocalDate()).append('T');
        two(out, at.getHour()).append(':');
        two(out, at.getMinute()).append(':');
        return two(out, at.getSecond()).toString();
    }

    private static StringBuilder two(StringBuilder out, int number) {
        return out.append((char) ('0' + number / 10)).append((char) ('0' + number % 10));
    }

    private static String shown(String text, boolean block) {
        StringBuilder out = new StringBuilder(text.length());
        text.codePoints()
                .forEach(
                        c -> {
                            if (block && (c == '\n' || c == '\t')) {
                                out.append((char) c);
                            } else if (c == '\n') {
                                out.append("\\n");
                            } else if (Character.isWhitespace(c) && !block) {
                                out.append(' ');
                            } else if (c != '\r' && !invisible(c)) {
                                out.appendCodePoint(c);
                            }
                        });
        return out.toString();
    }

    // Controls, and the marks that turn the direction of what follows.
    private static boolean invisible(int c) {
        return Character.isISOControl(c)
                || (c >= 0x202a && c <= 0x202e)
                || (c >= 0x2066 && c <= 0x2069)
                || Character.getType(c) == Character.SURROGATE
                || c == 0x2028
                || c == 0x2029;
    }
}
