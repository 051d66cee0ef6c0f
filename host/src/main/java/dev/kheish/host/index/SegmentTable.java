package dev.kheish.host.index;

import dev.kheish.host.store.Reader;
import dev.kheish.host.store.Tx;

import java.nio.ByteBuffer;
import java.util.Optional;

/** A table with the parts of segments, which are numbered within each. */
final class SegmentTable {
    /** Longs in a part of fences or filter. */
    static final int PART = 4096;

    /** Bits of a row number that count within a segment. */
    private static final int WITHIN = 24;

    private final String insert;
    private final String find;
    private final String first;
    private final String last;
    private final String delete;

    SegmentTable(String table) {
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
}
