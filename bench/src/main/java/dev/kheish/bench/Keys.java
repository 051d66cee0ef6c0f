package dev.kheish.bench;

import java.security.SecureRandom;
import java.util.HexFormat;

/** What a sender of events knows: the bearer token, and the key that it signs with. */
record Keys(String bearer, String signing) {
    static Keys random() {
        return new Keys(word(), word());
    }

    private static String word() {
        byte[] bytes = new byte[16];
        new SecureRandom().nextBytes(bytes);
        return HexFormat.of().formatHex(bytes);
    }

    /** Never both of them. */
    @Override
    public String toString() {
        return "keys of a sender";
    }
}
