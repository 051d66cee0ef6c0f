package dev.kheish.host.index;

import dev.kheish.host.store.Reader;
import dev.kheish.host.store.Tx;

import org.jspecify.annotations.Nullable;

import java.util.List;

/**
 * The tables of one index's segments: a directory, blocks of entries, and parts of fences and
 * filters. A segment counts from its row in the directory on; rows without one are what a crash
 * left behind.
 */
final class SegmentTables {
    /** Runs by receipt key. */
    static final SegmentTables RECEIPTS = new SegmentTables("receipt");

    /** Keys that lead to sessions. */
    static final SegmentTables BINDINGS = new SegmentTables("binding");

    /** Ids of sessions. */
    static final SegmentTables SESSIONS = new SegmentTables("session");

    private final SegmentTable blocks;
    private final SegmentTable fences;
    private final SegmentTable filters;
    private final String list;
    private final String enter;
    private final String leave;
    private final String known;

    private SegmentTables(String index) {
        this.blocks = new SegmentTable(index + "_block");
        this.fences = new SegmentTable(index + "_fence");
        this.filters = new SegmentTable(index + "_filter");
        this.list =
                "select number, level, size, newest, blocks, filter_longs from %s_segment order by newest desc, number desc"
                        .formatted(index);
        this.enter =
                "insert into %s_segment (number, level, size, newest, blocks, filter_longs) values (?, ?, ?, ?, ?, ?)"
                        .formatted(index);
        this.leave = "delete from %s_segment where number = ?".formatted(index);
        this.known = "select 1 from %s_segment where number = ?".formatted(index);
    }

    /** Entries. */
    SegmentTable blocks() {
        return blocks;
    }

    /** The first key of each block. */
    SegmentTable fences() {
        return fences;
    }

    /** Filters. */
    SegmentTable filters() {
        return filters;
    }

    /** All but the directory. */
    List<SegmentTable> parts() {
        return List.of(blocks, fences, filters);
    }

    /** All segments, newest first; filters that would go beyond the budget stay on disk. */
    List<Segment> load(Reader reader, FilterBudget budget) {
        return reader.list(
                list,
                row -> {
                    long number = row.integer(1);
                    return new Segment(
                            number,
                            (int) row.integer(2),
                            row.integer(3),
                            row.integer(4),
                            fences.longs(reader, number, (int) row.integer(5)),
                            filter(reader, number, (int) row.integer(6), budget));
                });
    }

    private @Nullable KeyFilter filter(
            Reader reader, long segment, int longs, FilterBudget budget) {
        return longs > 0 && budget.take((long) longs * Long.BYTES)
                ? KeyFilter.ofWords(filters.longs(reader, segment, longs))
                : null;
    }

    /** From now on the segment counts. */
    void enter(Tx tx, Segment segment) {
        KeyFilter filter = segment.filter();
        tx.update(
                enter,
                segment.number(),
                segment.level(),
                segment.size(),
                segment.newest(),
                segment.fences().length,
                filter == null ? 0 : filter.words().length);
    }

    /** From now on it does not. */
    void leave(Tx tx, Segment segment) {
        tx.update(leave, segment.number());
    }

    boolean isKnown(Reader reader, long segment) {
        return reader.number(known, 0, segment) == 1;
    }
}
