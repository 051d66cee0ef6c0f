package dev.kheish.host.index;

import dev.kheish.host.store.Reader;
import dev.kheish.host.store.Store;
import dev.kheish.host.store.Tx;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * An index whose log are the rows themselves: new keys stay in a table in memory, and go to disk
 * many at a time, sorted, as a segment. Eight segments of a level become one of the next. Random
 * pages are never written; a new key is known to be new from memory, all but one in a hundred
 * times.
 *
 * <p>Only what was committed goes to disk, and what was undone is taken back. Safe for use by many
 * threads; {@link #add} is for the writer thread.
 */
final class SegmentedKeys implements AutoCloseable {
    /** An answer of {@link #find}: the reader's snapshot is older than what the index knows. */
    static final long UNSEEN = -1;

    private static final int WORTH_WRITING = 2_000;
    private static final int MOST_WAITING = 4;

    private final Store store;
    private final Segments segments;
    private final Background writing;
    private final Background tidying;
    private final int tableKeys;
    private final Runnable turn = this::turnIfFull;
    private volatile State state = new State(new KeyTable(), List.of(), null);

    private SegmentedKeys(Store store, Segments segments, Sizes sizes, String name) {
        this.store = store;
        this.segments = segments;
        this.writing = new Background("index-" + name);
        this.tidying = new Background("index-" + name + "-tidy");
        this.tableKeys = sizes.tableKeys();
    }

    /**
     * How much memory it takes.
     *
     * @param tableKeys so many keys become a segment
     * @param filterBytes for filters in all
     */
    record Sizes(int tableKeys, long filterBytes) {}

    /**
     * Opens the index, reading the keys that a crash left unwritten from the rows.
     *
     * @param name for threads
     */
    static SegmentedKeys open(Store store, IndexedRows rows, Sizes sizes, String name) {
        SegmentedKeys keys =
                new SegmentedKeys(
                        store, Segments.load(store, rows, sizes.filterBytes()), sizes, name);
        keys.writing.start();
        keys.tidying.start();
        keys.tidying.hand(keys.segments::clear);
        keys.catchUp(rows);
        return keys;
    }

    private void catchUp(IndexedRows rows) {
        long mark = store.read(rows.mark()::read);
        while (mark >= 0) {
            long after = mark;
            mark = store.read(reader -> rows.page(reader, after, this::put));
            if (isFull()) {
                awaitWriting();
            }
        }
    }

    private void awaitWriting() {
        try {
            writing.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("Interrupted while an index was brought up to date", e);
        }
    }

    private void put(IndexKey key, long row) {
        state.fresh.put(key, row);
        turnIfFull();
    }

    /** The newest row of a key; 0 if there is none, {@link #UNSEEN} if this reader cannot tell. */
    long find(Reader reader, IndexKey key) {
        long row = state.find(key);
        return row == 0 ? segments.find(reader, key) : row;
    }

    /** Lets a key lead to a row that is being added; no row before that is good any more. */
    void add(Tx tx, IndexKey key, long row) {
        KeyTable fresh = state.fresh;
        long before = fresh.find(key);
        fresh.put(key, row);
        tx.ifUndone(() -> fresh.put(key, before));
        tx.signal(turn);
    }

    /** Whether more keys wait in memory than should. */
    boolean isFull() {
        return state.leaving.size() >= MOST_WAITING;
    }

    // Between two commits, so that nothing which may be undone is on its way to disk.
    private void turnIfFull() {
        if (state.fresh.size() >= tableKeys) {
            turn();
        }
    }

    private synchronized void turn() {
        KeyTable full = state.fresh;
        state = state.turned();
        writing.hand(() -> write(full));
    }

    private void write(KeyTable table) throws InterruptedException {
        segments.add(table);
        tidying.hand(segments::tidy);
        letGo(table);
    }

    /**
     * Its keys are in a segment by now, where whoever misses one here looks next. The last step,
     * for from then on the table has other keys, and what is done again must not write those.
     */
    private synchronized void letGo(KeyTable written) {
        State without = state.without(written);
        State with = without.with(written); // made first: nothing may fail any more
        state = without;
        written.clear();
        state = with;
    }

    @Override
    public void close() {
        writing.close(store, this::turnIfWorthIt);
        tidying.abandon(); // a merge of millions of keys is done again after the next start
    }

    private void turnIfWorthIt() {
        if (state.fresh.size() >= Math.min(tableKeys, WORTH_WRITING)) {
            turn();
        }
    }

    /**
     * What is in memory.
     *
     * @param fresh takes new keys
     * @param leaving on their way to disk, newest first
     * @param spare an empty one for later
     */
    private record State(KeyTable fresh, List<KeyTable> leaving, @Nullable KeyTable spare) {
        long find(IndexKey key) {
            long row = fresh.find(key);
            for (int i = 0; row == 0 && i < leaving.size(); i++) {
                row = leaving.get(i).find(key);
            }
            return row;
        }

        State turned() {
            return new State(
                    spare == null ? new KeyTable() : spare,
                    Stream.concat(Stream.of(fresh), leaving.stream()).toList(),
                    null);
        }

        State without(KeyTable table) {
            List<KeyTable> rest = new ArrayList<>(leaving);
            rest.remove(table);
            return new State(fresh, List.copyOf(rest), spare);
        }

        State with(KeyTable empty) {
            return new State(fresh, leaving, empty);
        }
    }
}
