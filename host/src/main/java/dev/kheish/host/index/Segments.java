package dev.kheish.host.index;

import dev.kheish.host.store.Reader;
import dev.kheish.host.store.Store;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The segments on disk: made, merged, and dropped once all their runs are pruned. Anybody may look;
 * one thread adds, and another one tidies up, so that a long merge keeps no table waiting.
 */
final class Segments {
    /** So many of a level become one of the next. */
    private static final int FAN_IN = 8;

    private static final int HIGHEST_LEVEL = 3;
    private static final int ROWS_AT_ONCE = 16;
    private static final Comparator<Segment> NEWEST_FIRST =
            Comparator.comparingLong(Segment::newest).thenComparingLong(Segment::number).reversed();

    private final Store store;
    private final FilterBudget budget;
    private final long lastAtStart;
    private volatile List<Segment> all;
    private long lastNumber;

    private Segments(Store store, FilterBudget budget, List<Segment> all, long last) {
        this.store = store;
        this.budget = budget;
        this.all = all;
        this.lastAtStart = last;
        this.lastNumber = last;
    }

    static Segments load(Store store, long filterBytes) {
        FilterBudget budget = new FilterBudget(filterBytes);
        return store.read(
                reader ->
                        new Segments(
                                store,
                                budget,
                                SegmentTables.load(reader, budget),
                                Stream.of(SegmentTables.values())
                                        .mapToLong(table -> table.last(reader))
                                        .max()
                                        .orElse(0)));
    }

    /** The newest run with this key; 0 if there is none. */
    long find(Reader reader, ReceiptKey key) {
        for (Segment segment : all) {
            if (segment.mayHold(key)) {
                long run = find(reader, segment, key);
                if (run != 0) {
                    return run;
                }
            }
        }
        return 0;
    }

    private static long find(Reader reader, Segment segment, ReceiptKey key) {
        int number = segment.lastBlockFor(key.high());
        while (number >= 0) {
            Optional<KeyBlock> block =
                    SegmentTables.BLOCK.find(reader, segment.number(), number).map(KeyBlock::of);
            long run = block.map(each -> each.find(key)).orElse(0L);
            if (run != 0 || segment.fences()[number] != key.high()) {
                return run;
            }
            number--; // keys with this upper half may begin in the block before
        }
        return 0;
    }

    /** Writes what a full table holds. */
    void add(KeyTable table) throws InterruptedException {
        SortedKeys keys = table.sorted();
        Segment segment = made(0, keys.size(), writer -> writer.addAll(keys));
        store.write(
                tx -> {
                    SegmentTables.enter(tx, segment);
                    // Its newest run may have other keys in the next table.
                    return Mark.SEGMENTS.write(tx, table.newest() - 1);
                });
        replace(List.of(), segment);
    }

    /** Merges what has become many, and drops what has become useless. */
    void tidy() throws InterruptedException {
        for (int level = 0; level < HIGHEST_LEVEL; level++) {
            List<Segment> same = ofLevel(level);
            while (same.size() >= FAN_IN) {
                // The oldest: what is merged stays together in time, so that it is pruned together.
                merge(same.subList(same.size() - FAN_IN, same.size()), level + 1);
                same = ofLevel(level);
            }
        }
        dropPruned();
    }

    private List<Segment> ofLevel(int level) {
        return all.stream().filter(segment -> segment.level() == level).toList();
    }

    private void merge(List<Segment> old, int level) throws InterruptedException {
        long keys = old.stream().mapToLong(Segment::size).sum();
        Segment merged = made(level, keys, writer -> Merge.into(writer, store, old));
        store.write(
                tx -> {
                    old.forEach(segment -> SegmentTables.leave(tx, segment));
                    SegmentTables.enter(tx, merged);
                    return true;
                });
        replace(old, merged);
        for (Segment segment : old) {
            delete(segment.number());
        }
    }

    private void dropPruned() throws InterruptedException {
        long oldest = store.read(reader -> reader.number("select min(seq) from run", 0));
        for (Segment segment : all) {
            if (segment.newest() < oldest) {
                store.write(
                        tx -> {
                            SegmentTables.leave(tx, segment);
                            return true;
                        });
                replace(List.of(segment), null);
                delete(segment.number());
            }
        }
    }

    /** Makes a segment, with a filter if there is memory for one. */
    private Segment made(int level, long keys, Filling filling) throws InterruptedException {
        long bytes = KeyFilter.bytesFor(keys);
        KeyFilter filter = budget.take(bytes) ? KeyFilter.forKeys(keys) : null;
        boolean done = false;
        try {
            SegmentWriter writer = new SegmentWriter(store, nextNumber(), level, keys, filter);
            filling.fill(writer);
            Segment segment = writer.finish();
            done = true;
            return segment;
        } finally {
            if (filter != null && !done) {
                budget.giveBack(bytes);
            }
        }
    }

    private synchronized long nextNumber() {
        return ++lastNumber;
    }

    /** Gives a segment its keys. */
    private interface Filling {
        void fill(SegmentWriter writer) throws InterruptedException;
    }

    private synchronized void replace(List<Segment> old, @Nullable Segment made) {
        List<Segment> now = new ArrayList<>(all);
        now.removeAll(old);
        if (made != null) {
            now.add(made);
        }
        now.sort(NEWEST_FIRST);
        all = List.copyOf(now);
        for (Segment segment : old) {
            KeyFilter filter = segment.filter();
            if (filter != null) {
                budget.giveBack(filter.bytes());
            }
        }
    }

    /** Deletes what was left half-written before this start. */
    void clear() throws InterruptedException {
        for (SegmentTables table : SegmentTables.values()) {
            long segment = firstFrom(table, 0);
            while (segment >= 0 && segment <= lastAtStart) {
                long number = segment;
                if (!store.read(reader -> SegmentTables.isKnown(reader, number))) {
                    delete(number);
                }
                segment = firstFrom(table, number + 1);
            }
        }
    }

    private long firstFrom(SegmentTables table, long segment) {
        return store.read(reader -> table.firstFrom(reader, segment));
    }

    private void delete(long segment) throws InterruptedException {
        for (SegmentTables table : SegmentTables.values()) {
            while (store.write(tx -> table.delete(tx, segment, ROWS_AT_ONCE)) == ROWS_AT_ONCE) {
                // the next slice
            }
        }
    }
}
