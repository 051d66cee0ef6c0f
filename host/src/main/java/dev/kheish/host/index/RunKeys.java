package dev.kheish.host.index;

import dev.kheish.host.store.Reader;

/** The receipt keys as the runs themselves keep them. */
final class RunKeys {
    private static final int PAGE = 5_000;

    private RunKeys() {}

    /** Somebody who takes keys. */
    @FunctionalInterface
    interface Taker {
        void take(ReceiptKey key, long run);
    }

    /** Reads the keys of a page of runs and says after which to go on; -1 at the end. */
    static long page(Reader reader, long after, Taker taker) {
        long last = -1;
        for (Row row :
                reader.list(
                        "select seq, receipts from run where seq > ? order by seq limit ?",
                        found -> new Row(found.integer(1), found.bytesOrNull(2)),
                        after,
                        PAGE)) {
            for (int at = 0; row.keys != null && at < row.keys.length; at += ReceiptKey.BYTES) {
                taker.take(ReceiptKey.read(row.keys, at), row.run);
            }
            last = row.run;
        }
        return last;
    }

    @SuppressWarnings("ArrayRecordComponent") // never compared
    private record Row(long run, byte @org.jspecify.annotations.Nullable [] keys) {}
}
