package dev.kheish.host.capture;

import java.util.function.UnaryOperator;
import java.util.regex.Pattern;

/** Makes what a program wrote fit to be shown in a terminal and kept in one line. */
final class LineText {
    /** Longest line in characters. */
    static final int LIMIT = 8192;

    private static final String CUT = "…";
    private static final int LONGEST_SECRET = 64 * 1024;
    private static final int LONGEST_SOURCE = 32;
    // What sets colours and titles; programs write it although nobody looks.
    private static final Pattern ESCAPES =
            Pattern.compile(
                    "\u001b(?:\\[[0-?]*[ -/]*[@-~]|\\][^\u0007\u001b]*(?:\u0007|\u001b\\\\)?)");

    private LineText() {}

    /**
     * A line without secrets, then cut: what is left of a secret must not end up in front. Secrets
     * are looked for twice, since colours and the like may stand inside one, or be part of one.
     */
    static String of(String line, UnaryOperator<String> redaction) {
        String whole =
                line.length() > LIMIT + LONGEST_SECRET
                        ? line.substring(0, LIMIT + LONGEST_SECRET)
                        : line;
        String redacted = redaction.apply(withoutEnd(whole));
        String harmless = harmless(ESCAPES.matcher(redacted).replaceAll(""));
        String shown = harmless.equals(redacted) ? harmless : redaction.apply(harmless);
        return shown.length() <= LIMIT ? shown : cut(shown);
    }

    private static String withoutEnd(String line) {
        int end = line.length();
        while (end > 0 && (line.charAt(end - 1) == '\r' || line.charAt(end - 1) == '\n')) {
            end--;
        }
        return line.substring(0, end);
    }

    /** A word that names where lines come from. */
    static String source(String source) {
        String word = harmless(source).replaceAll("\\s+", "_");
        return word.isEmpty() ? "-" : word.substring(0, Math.min(word.length(), LONGEST_SOURCE));
    }

    private static String cut(String text) {
        int end = LIMIT - CUT.length();
        return text.substring(0, Character.isHighSurrogate(text.charAt(end - 1)) ? end - 1 : end)
                + CUT;
    }

    /** Escapes move cursors and change titles; other invisible characters turn text around. */
    private static String harmless(String text) {
        StringBuilder shown = new StringBuilder(text.length());
        text.codePoints().forEach(point -> shown.appendCodePoint(harmless(point)));
        return shown.toString();
    }

    private static int harmless(int point) {
        if (point == '\t') {
            return ' ';
        }
        return switch (Character.getType(point)) {
            case Character.CONTROL,
                    Character.SURROGATE,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR ->
                    '\uFFFD';
            case Character.FORMAT -> isDirectional(point) ? '\uFFFD' : point;
            default -> point;
        };
    }

    private static boolean isDirectional(int point) {
        return (point >= 0x202A && point <= 0x202E) || (point >= 0x2066 && point <= 0x2069);
    }
}
