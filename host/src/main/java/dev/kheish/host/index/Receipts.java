package dev.kheish.host.index;

import dev.kheish.host.store.Reader;
import dev.kheish.host.store.Tx;

import java.util.OptionalLong;

/**
 * Which runs were made by which receipt keys. Only a hint: the run's row keeps the keys themselves,
 * and whoever finds a run here looks there before believing it. So undone and pruned runs need no
 * care, and the index can be made again from the runs at any time.
 *
 * <p>Safe for use by many threads; methods that take a {@link Tx} are for the writer thread. A
 * reader may miss a key whose place changed after its snapshot was taken; the writer never does.
 */
public interface Receipts extends AutoCloseable {
    /**
     * The newest run that was remembered with this key. Older ones are dead: a key is added again
     * only when its last run turned out to be undone or pruned.
     */
    OptionalLong find(Reader reader, IndexKey key);

    /** Remembers a key of a run that is being added. */
    void add(Tx tx, IndexKey key, long run);

    /** Forgets a key of a run that is being deleted. */
    void remove(Tx tx, IndexKey key, long run);

    /** Whether more keys wait in memory than should; then no new event is taken for a moment. */
    boolean isFull();

    @Override
    void close();
}
