package dev.kheish.host.index;

import dev.kheish.host.store.Reader;
import dev.kheish.host.store.Store;
import dev.kheish.host.store.Tx;

import java.util.OptionalLong;

/** Receipts whose log are the runs themselves. */
final class SegmentedReceipts implements Receipts {
    private static final long FILTER_BYTES = 32L << 20;

    private final SegmentedKeys keys;

    private SegmentedReceipts(SegmentedKeys keys) {
        this.keys = keys;
    }

    static SegmentedReceipts open(Store store, int tableKeys) throws InterruptedException {
        return open(store, tableKeys, FILTER_BYTES);
    }

    static SegmentedReceipts open(Store store, int tableKeys, long filterBytes)
            throws InterruptedException {
        store.write(
                tx -> {
                    ReceiptTable.leave(tx);
                    return true;
                });
        return new SegmentedReceipts(
                SegmentedKeys.open(
                        store,
                        new RunKeys(),
                        new SegmentedKeys.Sizes(tableKeys, filterBytes),
                        "receipts"));
    }

    @Override
    public OptionalLong find(Reader reader, IndexKey key) {
        long run = keys.find(reader, key);
        return run <= 0 ? OptionalLong.empty() : OptionalLong.of(run);
    }

    @Override
    public void add(Tx tx, IndexKey key, long run) {
        keys.add(tx, key, run);
    }

    /** A key goes when its segment does, once none of its runs is left. */
    @Override
    public void remove(Tx tx, IndexKey key, long run) {}

    @Override
    public boolean isFull() {
        return keys.isFull();
    }

    @Override
    public void close() {
        keys.close();
    }
}
