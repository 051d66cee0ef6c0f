package dev.kheish.host.capture;

/**
 * One line that a program wrote.
 *
 * @param seq microseconds since 1970 when it was taken, made to rise: numbers go on over restarts
 * @param source where it comes from, such as {@code stderr}
 * @param text without secrets and control characters
 */
public record CapturedLine(long seq, String source, String text) {
    private static final long MICROS = 1000;

    static long seqAt(long millis) {
        return millis * MICROS;
    }

    /** When it was taken, in milliseconds since 1970. */
    public long atMs() {
        return seq / MICROS;
    }
}
