package dev.kheish.host.index;

import dev.kheish.host.store.Reader;
import dev.kheish.host.store.Store;
import dev.kheish.host.store.Work;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * The segments on disk: made, merged, and dropped once all their rows are pruned. Anybody may look;
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
    private final IndexedRows rows;
    private final SegmentTables tables;
    private final FilterBudget budget;
    private final long lastAtStart;
    private volatile List<Segment> all;
    private long lastNumber;

    private Segments(
            Store store, IndexedRows rows, FilterBudget budget, List<Segment> all, long last) {
        this.store = store;
        this.rows = rows;
        this.tables = rows.tables();
        this.budget = budget;
        this.all = all;
        this.lastAtStart = last;
        this.lastNumber = last;
    }

    static Segments load(Store store, IndexedRows rows, long filterBytes) {
        FilterBudget budget = new FilterBudget(filterBytes);
        return store.read(
                reader ->
                        new Segments(
                                store,
                                rows,
                                budget,
                                rows.tables().load(reader, budget),
                                rows.tables().parts().stream()
                                        .mapToLong(table -> table.last(reader))
                                        .max()
                                        .orElse(0)));
    }

    /**
     * The newest row with this key; 0 if there is none, {@link SegmentedKeys#UNSEEN} if the reader
     * is too old to tell.
     */
    long find(Reader reader, IndexKey key) {
        while (true) {
            List<Segment> now = all;
            long row = find(reader, now, key);
            // What is missing may have been merged between the look at the list and the reader's
            // first look at the disk.
            if (row != SegmentedKeys.UNSEEN || now.equals(all)) {
                return row;
            }
        }
    }

    private long find(Reader reader, List<Segment> segments, IndexKey key) {
        for (Segment segment : segments) {
            if (segment.mayHold(key)) {
                long row = find(reader, segment, key);
                if (row != 0) {
                    return row;
                }
            }
        }
        return 0;
    }

    private long find(Reader reader, Segment segment, IndexKey key) {
        int number = segment.lastBlockFor(key.high());
        while (number >= 0) {
            Optional<byte[]> block = tables.blocks().find(reader, segment.number(), number);
            if (block.isEmpty()) {
                return SegmentedKeys.UNSEEN;
            }
            long row = KeyBlock.of(block.get()).find(key);
            if (row != 0 || segment.fences()[number] != key.high()) {
                return row;
            }
            number--; // keys with this upper half may begin in the block before
        }
        return 0;
    }

    /** Writes what a full table holds. */
    void add(KeyTable table) throws InterruptedException {
        if (table.size() == 0) {
            return; // it has no newest row that a mark could be made of
        }
        SortedKeys keys = table.sorted();
        Segment segment = made(0, keys.size(), 0, writer -> writer.addAll(keys));
        enter(
                segment,
                tx -> {
                    tables.enter(tx, segment);
                    // Its newest row may have other keys in the next table.
                    return rows.mark().write(tx, table.newest() - 1);
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
        long soonFree = old.stream().mapToLong(Segments::filterBytes).sum();
        Segment merged =
                made(
                        level,
                        keys,
                        soonFree,
                        writer -> Merge.into(writer, store, tables.blocks(), old));
        enter(
                merged,
                tx -> {
                    old.forEach(segment -> tables.leave(tx, segment));
                    tables.enter(tx, merged);
                    return true;
                });
        replace(old, merged);
        for (Segment segment : old) {
            delete(segment.number());
        }
    }

    private void dropPruned() throws InterruptedException {
        long oldest = store.read(rows::oldest);
        for (Segment segment : all) {
            if (segment.newest() < oldest) {
                store.write(
                        tx -> {
                            tables.leave(tx, segment);
                            return true;
                        });
                replace(List.of(segment), null);
                delete(segment.number());
            }
        }
    }

    /** Makes a segment, with a filter if there is memory for one. */
    private Segment made(int level, long keys, long soonFree, Filling filling)
            throws InterruptedException {
        long bytes = KeyFilter.bytesFor(keys);
        KeyFilter filter = budget.take(bytes, soonFree) ? KeyFilter.forKeys(keys) : null;
        boolean done = false;
        try {
            SegmentWriter writer =
                    new SegmentWriter(store, tables, nextNumber(), level, keys, filter);
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

    /** Lets a segment count; one that cannot takes its memory with it. */
    private void enter(Segment made, Work<Boolean> work) throws InterruptedException {
        boolean done = false;
        try {
            store.write(work);
            done = true;
        } finally {
            if (!done) {
                budget.giveBack(filterBytes(made));
            }
        }
    }

    private static long filterBytes(Segment segment) {
        KeyFilter filter = segment.filter();
        return filter == null ? 0 : filter.bytes();
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
        old.forEach(segment -> budget.giveBack(filterBytes(segment)));
    }

    /** Deletes what was left half-written before this start. */
    void clear() throws InterruptedException {
        for (SegmentTable table : tables.parts()) {
            long segment = firstFrom(table, 0);
            while (segment >= 0 && segment <= lastAtStart) {
                long number = segment;
                if (!store.read(reader -> tables.isKnown(reader, number))) {
                    delete(number);
                }
                segment = firstFrom(table, number + 1);
            }
        }
    }

    private long firstFrom(SegmentTable table, long segment) {
        return store.read(reader -> table.firstFrom(reader, segment));
    }

    private void delete(long segment) throws InterruptedException {
        for (SegmentTable table : tables.parts()) {
            while (store.write(tx -> table.delete(tx, segment, ROWS_AT_ONCE)) == ROWS_AT_ONCE) {
                // the next slice
            }
        }
    }
}
