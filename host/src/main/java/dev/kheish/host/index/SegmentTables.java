package dev.kheish.host.index;

import dev.kheish.host.store.Reader;
import dev.kheish.host.store.Tx;

import org.jspecify.annotations.Nullable;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;

/**
 * The tables of segments: a directory, blocks of entries, and parts of fences and filters. A
 * segment counts from its row in the directory on; rows without one are what a crash left behind.
 */
enum SegmentTables {
    /** Entries. */
    BLOCK("receipt_block"),
    /** The first key of each block. */
    FENCE("receipt_fence"),
    /** The filter. */
    FILTER("receipt_filter");

    /** Longs in a part of fences or filter. */
    static final int PART = 4096;

    /** Bits of a row number that count within a segment. */
    private static final int WITHIN = 24;

    private final String insert;
    private final String find;
    private final String first;
    private final String last;
    private final String delete;

    SegmentTables(String table) {
        this.insert = "insert into %s (id, bytes) values (?, ?)".formatted(table);
        this.find = "select bytes from %s where id = ?".formatted(table);
        this.first = "select id from %s where id >= ? order by id limit 1".formatted(table);
        this.last = "select max(id) from %s".formatted(table);
        this.delete =
                "delete from %1$s where id in (select id from %1$s where id >= ? and id < ? limit ?)"
                        .formatted(table);
    }

    void add(Tx tx, long segment, int number, byte[] bytes) {
        tx.update(insert, id(segment, number), bytes);
    }

    Optional<byte[]> find(Reader reader, long segment, int number) {
        return reader.one(find, row -> row.bytes(1), id(segment, number));
    }

    /** The first segment from this number on that has rows here; -1 if there is none. */
    long firstFrom(Reader reader, long segment) {
        long id = reader.number(first, -1, id(segment, 0));
        return id < 0 ? -1 : id >>> WITHIN;
    }

    /** The greatest number of a segment that has rows here; 0 if none has. */
    long last(Reader reader) {
        return reader.number(last, 0) >>> WITHIN;
    }

    /** Deletes up to {@code limit} rows of a segment and says how many. */
    int delete(Tx tx, long segment, int limit) {
        return tx.update(delete, id(segment, 0), id(segment + 1, 0), limit);
    }

    /** Numbers that were written part by part. */
    long[] longs(Reader reader, long segment, int count) {
        ByteBuffer all = ByteBuffer.allocate(count * Long.BYTES);
        for (int part = 0; all.hasRemaining(); part++) {
            all.put(find(reader, segment, part).orElseThrow());
        }
        long[] longs = new long[count];
        all.flip().asLongBuffer().get(longs);
        return longs;
    }

    /** A part of numbers as it is written. */
    static byte[] part(long[] longs, int number) {
        int from = number * PART;
        int count = Math.min(PART, longs.length - from);
        ByteBuffer bytes = ByteBuffer.allocate(count * Long.BYTES);
        bytes.asLongBuffer().put(longs, from, count);
        return bytes.array();
    }

    private static long id(long segment, int number) {
        return segment << WITHIN | number;
    }

    /** All segments, newest first; filters that would go beyond the budget stay on disk. */
    static List<Segment> load(Reader reader, FilterBudget budget) {
        return reader.list(
                "select number, level, size, newest, blocks, filter_longs from receipt_segment"
                        + " order by newest desc, number desc",
                row -> {
                    long number = row.integer(1);
                    return new Segment(
                            number,
                            (int) row.integer(2),
                            row.integer(3),
                            row.integer(4),
                            FENCE.longs(reader, number, (int) row.integer(5)),
                            filter(reader, number, (int) row.integer(6), budget));
                });
    }

    private static @Nullable KeyFilter filter(
            Reader reader, long segment, int longs, FilterBudget budget) {
        return longs > 0 && budget.take((long) longs * Long.BYTES)
                ? KeyFilter.ofWords(FILTER.longs(reader, segment, longs))
                : null;
    }

    /** From now on the segment counts. */
    static void enter(Tx tx, Segment segment) {
        KeyFilter filter = segment.filter();
        tx.update(
                "insert into receipt_segment (number, level, size, newest, blocks, filter_longs)"
                        + " values (?, ?, ?, ?, ?, ?)",
                segment.number(),
                segment.level(),
                segment.size(),
                segment.newest(),
                segment.fences().length,
                filter == null ? 0 : filter.words().length);
    }

    /** From now on it does not. */
    static void leave(Tx tx, Segment segment) {
        tx.update("delete from receipt_segment where number = ?", segment.number());
    }

    static boolean isKnown(Reader reader, long segment) {
        return reader.number("select 1 from receipt_segment where number = ?", 0, segment) == 1;
    }
}
