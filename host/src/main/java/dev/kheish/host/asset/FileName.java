package dev.kheish.host.asset;

import org.jspecify.annotations.Nullable;

import java.util.Optional;

/** Makes names of strangers safe to store, to show and to save under. */
final class FileName {
    private static final int LONGEST = 180;
    private static final String UNSAFE = "\"\\/:<>|?*;='";

    private FileName() {}

    /** The leaf of the name with unsafe characters replaced; empty where nothing is left of it. */
    static Optional<String> clean(@Nullable String given) {
        if (given == null) {
            return Optional.empty();
        }
        String leaf =
                given.substring(Math.max(given.lastIndexOf('/'), given.lastIndexOf('\\')) + 1)
                        .strip();
        StringBuilder clean = new StringBuilder();
        leaf.codePoints().limit(LONGEST).map(FileName::safe).forEach(clean::appendCodePoint);
        String name = clean.toString().strip();
        return name.chars().allMatch(c -> c == '.' || c == '_' || c == ' ')
                ? Optional.empty()
                : Optional.of(name);
    }

    // Format characters could turn the direction of the text and so hide a name's true ending.
    private static int safe(int c) {
        int type = Character.getType(c);
        boolean bad =
                type == Character.CONTROL
                        || type == Character.FORMAT
                        || type == Character.SURROGATE
                        || type == Character.LINE_SEPARATOR
                        || type == Character.PARAGRAPH_SEPARATOR
                        || UNSAFE.indexOf(c) >= 0;
        return bad ? '_' : c;
    }
}
