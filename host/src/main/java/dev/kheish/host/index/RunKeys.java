package dev.kheish.host.index;

import dev.kheish.host.store.Reader;

import org.jspecify.annotations.Nullable;

/** The receipt keys as the runs themselves keep them. */
final class RunKeys implements IndexedRows {
    private static final int PAGE = 5_000;

    @Override
    public SegmentTables tables() {
        return SegmentTables.RECEIPTS;
    }

    @Override
    public Mark mark() {
        return Mark.SEGMENTS;
    }

    @Override
    public long page(Reader reader, long after, Taker taker) {
        long last = -1;
        for (Row row :
                reader.list(
                        "select seq, receipts from run where seq > ? order by seq limit ?",
                        found -> new Row(found.integer(1), found.bytesOrNull(2)),
                        after,
                        PAGE)) {
            for (int at = 0; row.keys != null && at < row.keys.length; at += IndexKey.BYTES) {
                taker.take(IndexKey.read(row.keys, at), row.run);
            }
            last = row.run;
        }
        return last;
    }

    @Override
    public long oldest(Reader reader) {
        return reader.number("select min(seq) from run", 0);
    }

    @SuppressWarnings("ArrayRecordComponent") // never compared
    private record Row(long run, byte @Nullable [] keys) {}
}
