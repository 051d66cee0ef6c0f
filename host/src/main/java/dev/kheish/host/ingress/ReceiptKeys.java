package dev.kheish.host.ingress;

import dev.kheish.host.index.IndexKey;
import dev.kheish.host.index.Sha256;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Arrays;

/** Digests that receipts are found and compared by. */
final class ReceiptKeys {
    private static final int FINGERPRINT_BYTES = 16;

    private ReceiptKeys() {}

    /** The key of a receipt: another incarnation of a connector has other keys. */
    static IndexKey key(long incarnation, String key) {
        MessageDigest sha = Sha256.fresh();
        for (int shift = 56; shift >= 0; shift -= 8) {
            sha.update((byte) (incarnation >>> shift));
        }
        sha.update((byte) 0);
        return IndexKey.read(sha.digest(key.getBytes(StandardCharsets.UTF_8)), 0);
    }

    /** What a repeat must have in common with the first. */
    static byte[] fingerprint(String text) {
        return Arrays.copyOf(
                Sha256.fresh().digest(text.getBytes(StandardCharsets.UTF_8)), FINGERPRINT_BYTES);
    }
}
