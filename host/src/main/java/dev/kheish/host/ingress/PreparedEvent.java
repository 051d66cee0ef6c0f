package dev.kheish.host.ingress;

import dev.kheish.host.index.IndexKey;
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
 * @param written the input as its run keeps it; null while inline assets still lack their ids
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record PreparedEvent(
        @Nullable IndexKey key,
        List<IndexKey> aliases,
        byte @Nullable [] fingerprint,
        SessionHints hints,
        RateBuckets.Scope rate,
        RunInput input,
        @Nullable String targets,
        List<InlineAsset> inline,
        @Nullable String written) {
    /** The input as its run keeps it. */
    String text() {
        return written == null ? input.write() : written;
    }

    /** All receipts of the event in one array, as the run's row keeps them. */
    byte @Nullable [] receipts() {
        if (key == null && aliases.isEmpty()) {
            return null;
        }
        int first = key == null ? 0 : 1;
        byte[] all = new byte[(first + aliases.size()) * IndexKey.BYTES];
        if (key != null) {
            key.write(all, 0);
        }
        for (int i = 0; i < aliases.size(); i++) {
            aliases.get(i).write(all, (first + i) * IndexKey.BYTES);
        }
        return all;
    }
}
