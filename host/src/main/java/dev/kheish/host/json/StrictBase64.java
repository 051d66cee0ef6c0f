package dev.kheish.host.json;

import java.util.Base64;

/** Base64 as senders must write it: the standard alphabet, with padding. */
public final class StrictBase64 {
    private StrictBase64() {}

    /**
     * Decodes a text, white space around it aside.
     *
     * @throws IllegalArgumentException if it is anything else; the JDK would let padding be left
     *     out
     */
    public static byte[] decode(String text) {
        String stripped = text.strip();
        if (stripped.length() % 4 != 0) {
            throw new IllegalArgumentException("Padding is missing");
        }
        return Base64.getDecoder().decode(stripped);
    }
}
