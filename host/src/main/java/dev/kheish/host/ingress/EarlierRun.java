package dev.kheish.host.ingress;

import dev.kheish.host.index.IndexKey;
import dev.kheish.host.store.Reader;
import dev.kheish.host.store.RowId;
import dev.kheish.spi.Receipt;

import org.jspecify.annotations.Nullable;

import java.util.Arrays;
import java.util.Optional;

/**
 * The run that an earlier event made, as far as a repeat of that event needs it.
 *
 * @param receipts the keys that made it
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record EarlierRun(KnownRun run, byte @Nullable [] fingerprint, byte @Nullable [] receipts) {
    /** The run with this number, if it was made by this key; an index may err, its row does not. */
    static Optional<EarlierRun> find(Reader reader, long seq, IndexKey key) {
        return reader.one(
                        "select r.created_ms, r.nonce, r.fingerprint, r.receipts, s.id from run r"
                                + " join session s on s.seq = r.session where r.seq = ?",
                        row -> {
                            RowId id = new RowId(row.integer(1), seq, row.integer(2));
                            return new EarlierRun(
                                    new KnownRun(seq, id.text("run_"), row.text(5)),
                                    row.bytesOrNull(3),
                                    row.bytesOrNull(4));
                        },
                        seq)
                .filter(run -> run.receipts != null && key.isIn(run.receipts));
    }

    /**
     * What the repeat is told.
     *
     * @param repeated its fingerprint; null where the key alone settles it
     */
    Receipt receipt(byte @Nullable [] repeated) {
        return repeated == null || Arrays.equals(repeated, fingerprint)
                ? new Receipt.Duplicate(run)
                : new Receipt.Conflict(run);
    }
}
