package dev.kheish.host.ingress;

import dev.kheish.host.run.RunInput;
import dev.kheish.host.session.SessionHints;

import org.jspecify.annotations.Nullable;

import java.util.List;

/**
 * An event with all work done that needs no transaction.
 *
 * @param key hash of the receipt key; null for an event without one
 * @param aliases hashes of the other keys
 * @param targets the run's targets as JSON; null when the event names none
 * @param inline inline assets that are on disk already
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record PreparedEvent(
        byte @Nullable [] key,
        List<byte[]> aliases,
        byte @Nullable [] fingerprint,
        SessionHints hints,
        RateBuckets.Scope rate,
        RunInput input,
        @Nullable String targets,
        List<InlineAsset> inline) {
    /** All receipts of the event in one array, as the run's row keeps them. */
    byte @Nullable [] receipts() {
        if (key == null && aliases.isEmpty()) {
            return null;
        }
        int count = aliases.size() + (key == null ? 0 : 1);
        byte[] all = new byte[count * ReceiptKeys.BYTES];
        int offset = 0;
        if (key != null) {
            System.arraycopy(key, 0, all, 0, ReceiptKeys.BYTES);
            offset = ReceiptKeys.BYTES;
        }
        for (byte[] alias : aliases) {
            System.arraycopy(alias, 0, all, offset, ReceiptKeys.BYTES);
            offset += ReceiptKeys.BYTES;
        }
        return all;
    }
}
