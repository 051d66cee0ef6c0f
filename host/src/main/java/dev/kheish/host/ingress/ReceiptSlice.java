package dev.kheish.host.ingress;

import dev.kheish.host.index.IndexKey;
import dev.kheish.host.index.Receipts;
import dev.kheish.host.retention.Slice;
import dev.kheish.host.run.Runs;
import dev.kheish.host.store.Tx;

/**
 * What is left of runs that were emptied, and with it the memory of their events: both go in one
 * transaction, so that no receipt ever leads to a run that is not there.
 */
final class ReceiptSlice implements Slice {
    private final Receipts receipts;
    private final Runs runs;

    ReceiptSlice(Receipts receipts, Runs runs) {
        this.receipts = receipts;
        this.runs = runs;
    }

    @Override
    public String name() {
        return "receipts";
    }

    @Override
    public String table() {
        return "run";
    }

    @Override
    public String madeAt() {
        return "created_ms";
    }

    @Override
    public boolean prune(Tx tx, long seq, long cutMs) {
        return runs.forget(tx, seq, cutMs)
                .map(
                        keys -> {
                            for (int i = 0; i < keys.length; i += IndexKey.BYTES) {
                                receipts.remove(tx, IndexKey.read(keys, i), seq);
                            }
                            return true;
                        })
                .orElse(false);
    }
}
