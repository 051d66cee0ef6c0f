package dev.kheish.host.app;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.temporal.ChronoUnit;
import java.util.logging.Formatter;
import java.util.logging.LogRecord;

/**
 * A line for each record: time in UTC, level, who says it, what. The formatter of the JDK asks the
 * locale how to write a date, which takes longer than all else that the start has to log.
 */
final class LogLine extends Formatter {
    private static final int LEVEL_WIDTH = 7;

    @Override
    public String format(LogRecord entry) {
        StringBuilder line = new StringBuilder(160);
        String time = entry.getInstant().truncatedTo(ChronoUnit.MILLIS).toString();
        line.append(time, 0, time.length() - 1);
        // A whole second comes without its thousandths.
        line.append(time.length() == "2026-01-01T00:00:00Z".length() ? ".000Z " : "Z ");
        String level = entry.getLevel().getName();
        line.append(level).repeat(' ', Math.max(1, LEVEL_WIDTH + 1 - level.length()));
        line.append(entry.getLoggerName()).append(": ").append(formatMessage(entry));
        line.append(System.lineSeparator());
        if (entry.getThrown() != null) {
            StringWriter trace = new StringWriter();
            entry.getThrown().printStackTrace(new PrintWriter(trace));
            line.append(trace);
        }
        return line.toString();
    }
}
