package dev.kheish.host.cli.sidecar.stage;

import java.time.Duration;

/** Texts as people read them. */
public final class Texts {
    private Texts() {}

    /** The beginning of a text that is longer than that many characters. */
    public static String cut(String text, int length) {
        if (text.length() <= length) {
            return text;
        }
        int end = Character.isHighSurrogate(text.charAt(length - 1)) ? length - 1 : length;
        return text.substring(0, end) + "… (" + text.length() + " characters)";
    }

    /** Such as {@code 340 ms} or {@code 2.5 s}. */
    public static String of(Duration time) {
        long millis = time.toMillis();
        return millis < 1000 ? millis + " ms" : millis / 1000 + "." + millis % 1000 / 100 + " s";
    }
}
