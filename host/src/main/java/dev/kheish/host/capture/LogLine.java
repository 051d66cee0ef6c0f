package dev.kheish.host.capture;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** A line as it stands in a file: time with microseconds, which is its number; source; text. */
final class LogLine {
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSSSSS'Z'", Locale.ROOT)
                    .withZone(ZoneOffset.UTC);
    private static final long MICROS = 1_000_000;

    private LogLine() {}

    static String write(CapturedLine line) {
        Instant at =
                Instant.ofEpochSecond(
                        Math.floorDiv(line.seq(), MICROS),
                        TimeUnit.MICROSECONDS.toNanos(Math.floorMod(line.seq(), MICROS)));
        return TIME.format(at) + " " + line.source() + " " + line.text();
    }

    /** Empty if it is none: somebody wrote into the file, or a crash tore it. */
    static Optional<CapturedLine> read(String text) {
        String[] parts = text.split(" ", 3);
        if (parts.length < 3) {
            return Optional.empty();
        }
        try {
            Instant at = TIME.parse(parts[0], Instant::from);
            long seq = at.getEpochSecond() * MICROS + at.getNano() / 1000;
            return Optional.of(new CapturedLine(seq, parts[1], parts[2]));
        } catch (DateTimeException e) {
            return Optional.empty();
        }
    }
}
