package dev.kheish.host.index;

import dev.kheish.host.store.Insert;
import dev.kheish.host.store.Sequence;
import dev.kheish.host.store.Store;
import dev.kheish.host.store.Tx;

import java.util.List;

/** Runs as far as indexes read them. */
final class RunRows {
    private static final Insert RUN =
            Insert.into("run", "seq, nonce, created_ms, session, state, receipts, input");

    private RunRows() {}

    static long add(Tx tx, long session, List<IndexKey> keys) {
        long run = tx.next(Sequence.RUN);
        byte[] receipts = new byte[keys.size() * IndexKey.BYTES];
        for (int i = 0; i < keys.size(); i++) {
            keys.get(i).write(receipts, i * IndexKey.BYTES);
        }
        tx.insert(RUN, run, 0, 0, session, 1, receipts, "{}");
        return run;
    }

    /** Deletes all runs up to {@code run}, as if their time were over. */
    static void deleteUpTo(Store store, long run) throws InterruptedException {
        store.write(tx -> tx.update("delete from run where seq <= ?", run));
    }
}
