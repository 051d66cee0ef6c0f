package dev.kheish.host.index;

import dev.kheish.host.store.Reader;

/** Rows that are only appended and hold their own keys: what an index can be made again from. */
interface IndexedRows {
    /** Where its segments are. */
    SegmentTables tables();

    /** Up to which row segments hold the keys. */
    Mark mark();

    /** Reads the keys of a page of rows and says after which to go on; -1 at the end. */
    long page(Reader reader, long after, Taker taker);

    /** The oldest row: segments whose rows are all older go. */
    long oldest(Reader reader);

    /** Somebody who takes keys. */
    @FunctionalInterface
    interface Taker {
        void take(IndexKey key, long row);
    }
}
