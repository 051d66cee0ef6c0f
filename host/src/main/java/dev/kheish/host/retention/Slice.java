package dev.kheish.host.retention;

import dev.kheish.host.store.Store;
import dev.kheish.host.store.Tx;

/** One sort of rows that go when they are old and nothing needs them. Owned by their room. */
public interface Slice {
    /** Stable: progress is remembered under it, and metrics and settings call it so. */
    String name();

    /** The table, whose rows are numbered by {@code seq} in the order in which they were made. */
    String table();

    /** The column that says when a row was made, in milliseconds. */
    String madeAt();

    /**
     * Prunes a row, with all that belongs to it alone, if it ended before {@code cutMs} and nothing
     * needs it. Changes nothing otherwise. For the writer thread; takes microseconds.
     *
     * @return false if it stays; then it is asked for again later
     */
    boolean prune(Tx tx, long seq, long cutMs);

    /** Clears what is outside the database, once the rows are gone. Not on the writer thread. */
    default void afterwards(Store store) throws InterruptedException {}
}
