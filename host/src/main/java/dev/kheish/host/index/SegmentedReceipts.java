package dev.kheish.host.index;

import dev.kheish.host.store.Reader;
import dev.kheish.host.store.Store;
import dev.kheish.host.store.Tx;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.stream.Stream;

/**
 * Receipts whose log are the runs themselves: new keys stay in a table in memory, and go to disk
 * many at a time, sorted, as a segment. Eight segments of a level become one of the next. Random
 * pages are never written; a new key is known to be new from memory, all but one in a hundred
 * times.
 */
final class SegmentedReceipts implements Receipts {
    private static final int WORTH_WRITING = 2_000;
    private static final int MOST_WAITING = 4;
    private static final long FILTER_BYTES = 32L << 20;

    private final Segments segments;
    private final Background writing = new Background("index-receipts");
    private final Background tidying = new Background("index-receipts-tidy");
    private final int tableKeys;
    private volatile State state = new State(new KeyTable(), List.of());

    private SegmentedReceipts(Segments segments, int tableKeys) {
        this.segments = segments;
        this.tableKeys = tableKeys;
    }

    static SegmentedReceipts open(Store store, int tableKeys) throws InterruptedException {
        return open(store, tableKeys, FILTER_BYTES);
    }

    /** Opens the index, reading the keys that a crash left unwritten from the runs. */
    static SegmentedReceipts open(Store store, int tableKeys, long filterBytes)
            throws InterruptedException {
        store.write(
                tx -> {
                    ReceiptTable.leave(tx);
                    return true;
                });
        SegmentedReceipts receipts =
                new SegmentedReceipts(Segments.load(store, filterBytes), tableKeys);
        receipts.writing.start();
        receipts.tidying.start();
        receipts.tidying.hand(receipts.segments::clear);
        long mark = store.read(Mark.SEGMENTS::read);
        while (mark >= 0) {
            long after = mark;
            mark = store.read(reader -> RunKeys.page(reader, after, receipts::put));
            if (receipts.isFull()) {
                receipts.writing.await();
            }
        }
        return receipts;
    }

    @Override
    public OptionalLong find(Reader reader, ReceiptKey key) {
        long run = state.find(key);
        if (run == 0) {
            run = segments.find(reader, key);
        }
        return run == 0 ? OptionalLong.empty() : OptionalLong.of(run);
    }

    @Override
    public void add(Tx tx, ReceiptKey key, long run) {
        put(key, run);
    }

    // closing may turn the table too, while something is still being committed
    private synchronized void put(ReceiptKey key, long run) {
        KeyTable fresh = state.fresh;
        fresh.put(key, run);
        if (fresh.size() >= tableKeys) {
            leave();
        }
    }

    /** A key goes when its segment does, once none of its runs is left. */
    @Override
    public void remove(Tx tx, ReceiptKey key, long run) {}

    @Override
    public boolean isFull() {
        return state.leaving.size() >= MOST_WAITING;
    }

    // Under the lock of whoever calls.
    private void leave() {
        KeyTable full = state.fresh;
        state = state.turned();
        writing.hand(() -> write(full));
    }

    private void write(KeyTable table) throws InterruptedException {
        segments.add(table);
        letGo(table);
        tidying.hand(segments::tidy);
    }

    private synchronized void letGo(KeyTable written) {
        state = state.without(written);
    }

    @Override
    public void close() {
        leaveIfWorthIt();
        writing.close();
        tidying.abandon(); // a merge of millions of keys is done again after the next start
    }

    private synchronized void leaveIfWorthIt() {
        if (state.fresh.size() >= Math.min(tableKeys, WORTH_WRITING)) {
            leave();
        }
    }

    /**
     * What is in memory.
     *
     * @param fresh takes new keys
     * @param leaving on their way to disk, newest first
     */
    private record State(KeyTable fresh, List<KeyTable> leaving) {
        long find(ReceiptKey key) {
            long run = fresh.find(key);
            for (int i = 0; run == 0 && i < leaving.size(); i++) {
                run = leaving.get(i).find(key);
            }
            return run;
        }

        State turned() {
            return new State(
                    new KeyTable(), Stream.concat(Stream.of(fresh), leaving.stream()).toList());
        }

        State without(KeyTable table) {
            List<KeyTable> rest = new ArrayList<>(leaving);
            rest.remove(table);
            return new State(fresh, List.copyOf(rest));
        }
    }
}
