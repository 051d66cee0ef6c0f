package dev.kheish.sidecar;

import java.io.PrintStream;
import java.text.MessageFormat;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.ResourceBundle;

/**
 * One line an entry: time (UTC), level, name, text; a failure as its class and where it came from,
 * because messages of failures may hold secrets. Safe for use by many threads.
 */
final class LineLog implements System.Logger {
    private final String name;
    private final Level least;
    private final PrintStream out;

    LineLog(String name, Level least, PrintStream out) {
        this.name = name;
        this.least = least;
        this.out = out;
    }

    @Override
    public String getName() {
        return name;
    }

    @Override
    public boolean isLoggable(Level level) {
        return level != Level.OFF && level.getSeverity() >= least.getSeverity();
    }

    @Override
    public void log(
            Level level,
            @Nullable ResourceBundle bundle,
            @Nullable String text,
            @Nullable Throwable failure) {
        if (isLoggable(level)) {
            String words = localized(bundle, text);
            write(level, failure == null ? words : words + " " + Failures.describe(failure));
        }
    }

    @Override
    public void log(
            Level level,
            @Nullable ResourceBundle bundle,
            @Nullable String format,
            @Nullable Object @Nullable ... values) {
        if (isLoggable(level)) {
            String words = localized(bundle, format);
            boolean bare = values == null || values.length == 0;
            write(level, bare ? words : MessageFormat.format(words, values));
        }
    }

    private static String localized(@Nullable ResourceBundle bundle, @Nullable String text) {
        String key = String.valueOf(text);
        return bundle == null || !bundle.containsKey(key) ? key : bundle.getString(key);
    }

    private void write(Level level, String words) {
        var line = new StringBuilder(words.length() + 64);
        appendTime(line);
        line.append(' ').append(level).append(' ').append(name).append(": ");
        for (int i = 0; i < words.length(); i++) {
            char c = words.charAt(i);
            // Nobody may forge an entry by a line end in a name.
            line.append(Character.isISOControl(c) || c == '\u2028' || c == '\u2029' ? ' ' : c);
        }
        out.println(line);
    }

    // By hand: the formatter of java.time takes longer to load than a whole sidecar.
    private static void appendTime(StringBuilder line) {
        long millis = System.currentTimeMillis();
        var now =
                LocalDateTime.ofEpochSecond(
                        Math.floorDiv(millis, 1000L),
                        Math.floorMod(millis, 1000) * 1_000_000,
                        ZoneOffset.UTC);
        line.append(now.getYear());
        two(line.append('-'), now.getMonthValue());
        two(line.append('-'), now.getDayOfMonth());
        two(line.append('T'), now.getHour());
        two(line.append(':'), now.getMinute());
        two(line.append(':'), now.getSecond());
        int thousandths = now.getNano() / 1_000_000;
        line.append('.').append(thousandths / 100);
        two(line, thousandths % 100);
        line.append('Z');
    }

    private static void two(StringBuilder line, int number) {
        line.append((char) ('0' + number / 10)).append((char) ('0' + number % 10));
    }
}
