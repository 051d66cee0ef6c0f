package dev.kheish.host.index;

import dev.kheish.host.store.Store;
import dev.kheish.host.store.Tx;

import org.jspecify.annotations.Nullable;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Writes a segment: a few blocks a transaction, so that events which wait for the same writer wait
 * for little. For one thread.
 */
final class SegmentWriter {
    private static final int BLOCKS_AT_ONCE = 8;
    private static final int PARTS_AT_ONCE = 3;

    private final Store store;
    private final SegmentTables tables;
    private final long number;
    private final int level;
    private final long[] fences;
    private final @Nullable KeyFilter filter;
    private final List<byte[]> waiting = new ArrayList<>();
    private final byte[] bytes = KeyBlock.empty();
    private final ByteBuffer block = ByteBuffer.wrap(bytes);
    private int blocks;
    private int written;
    private long size;
    private long newest;

    /**
     * @param keys at most so many will come
     * @param filter to fill; null for none
     */
    SegmentWriter(
            Store store,
            SegmentTables tables,
            long number,
            int level,
            long keys,
            @Nullable KeyFilter filter) {
        this.store = store;
        this.tables = tables;
        this.number = number;
        this.level = level;
        this.fences = new long[KeyBlock.count(keys)];
        this.filter = filter;
    }

    void addAll(SortedKeys keys) throws InterruptedException {
        for (int i = 0; i < keys.size(); i++) {
            add(keys.highs()[i], keys.lows()[i], keys.rows()[i]);
        }
    }

    /** Takes the next key. They come in order. */
    void add(long high, long low, long row) throws InterruptedException {
        if (block.position() == 0) {
            fences[blocks++] = high;
        }
        block.putLong(high).putLong(low).putLong(row);
        if (filter != null) {
            filter.add(low);
        }
        size++;
        newest = Math.max(newest, row);
        if (!block.hasRemaining()) {
            endBlock();
        }
    }

    /** Writes the rest. The segment counts once it is entered in the directory. */
    Segment finish() throws InterruptedException {
        if (block.position() > 0) {
            endBlock();
        }
        writeBlocks();
        long[] used = Arrays.copyOf(fences, blocks);
        writeParts(tables.fences(), used);
        if (filter != null) {
            writeParts(tables.filters(), filter.words());
        }
        return new Segment(number, level, size, newest, used, filter);
    }

    private void endBlock() throws InterruptedException {
        waiting.add(Arrays.copyOf(bytes, block.position()));
        block.clear();
        if (waiting.size() == BLOCKS_AT_ONCE) {
            writeBlocks();
        }
    }

    private void writeBlocks() throws InterruptedException {
        int first = written;
        List<byte[]> slice = List.copyOf(waiting);
        store.write(
                tx -> {
                    for (int i = 0; i < slice.size(); i++) {
                        tables.blocks().add(tx, number, first + i, slice.get(i));
                    }
                    return slice.size();
                });
        written += slice.size();
        waiting.clear();
    }

    private void writeParts(SegmentTable table, long[] longs) throws InterruptedException {
        int parts = Math.ceilDiv(longs.length, SegmentTable.PART);
        for (int from = 0; from < parts; from += PARTS_AT_ONCE) {
            int first = from;
            int end = Math.min(parts, from + PARTS_AT_ONCE);
            store.write(tx -> writeParts(tx, table, longs, first, end));
        }
    }

    private int writeParts(Tx tx, SegmentTable table, long[] longs, int first, int end) {
        for (int part = first; part < end; part++) {
            table.add(tx, number, part, SegmentTable.part(longs, part));
        }
        return end;
    }
}
