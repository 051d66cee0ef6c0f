package dev.kheish.host.index;

import dev.kheish.host.store.Reader;
import dev.kheish.host.store.Store;
import dev.kheish.host.store.Tx;

import java.util.OptionalLong;

/**
 * Which row says what session a key leads to. Only a hint to the newest row of the key: whoever
 * finds one looks whether it is still there. A key gets another row only after its last one is
 * gone. Safe for use by many threads; {@link #add} is for the writer thread.
 */
public final class Bindings implements AutoCloseable {
    private static final long FILTER_BYTES = 16L << 20;

    private final SegmentedKeys keys;

    private Bindings(SegmentedKeys keys) {
        this.keys = keys;
    }

    /** Opens the index, reading what a crash left unwritten from the rows. */
    public static Bindings open(Store store) {
        return open(store, ReceiptStyle.IN_MEMORY);
    }

    static Bindings open(Store store, int tableKeys) {
        return new Bindings(
                SegmentedKeys.open(
                        store,
                        NamedRows.BINDINGS,
                        new SegmentedKeys.Sizes(tableKeys, FILTER_BYTES),
                        "bindings"));
    }

    /** The newest row of a key. */
    public OptionalLong find(Reader reader, String key) {
        long row = NamedRows.BINDINGS.find(reader, keys, key);
        return row == 0 ? OptionalLong.empty() : OptionalLong.of(row);
    }

    /** Remembers the row of a key that is being added. */
    public void add(Tx tx, String key, long row) {
        keys.add(tx, IndexKey.of(key), row);
    }

    /** Whether more keys wait in memory than should; then no new event is taken for a moment. */
    public boolean isFull() {
        return keys.isFull();
    }

    @Override
    public void close() {
        keys.close();
    }
}
