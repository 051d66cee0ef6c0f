package dev.kheish.host.index;

import dev.kheish.host.store.Reader;

/** The rows of keys that lead to sessions. */
final class BindingRows implements IndexedRows {
    private static final int PAGE = 5_000;

    /** The newest row of a key by looking through all of them. */
    static long scan(Reader reader, String text) {
        return reader.number("select max(seq) from binding where key = ?", 0, text);
    }

    @Override
    public SegmentTables tables() {
        return SegmentTables.BINDINGS;
    }

    @Override
    public Mark mark() {
        return Mark.BINDINGS;
    }

    @Override
    public long page(Reader reader, long after, Taker taker) {
        record Row(long seq, String key) {}
        long last = -1;
        for (Row row :
                reader.list(
                        "select seq, key from binding where seq > ? order by seq limit ?",
                        found -> new Row(found.integer(1), found.text(2)),
                        after,
                        PAGE)) {
            taker.take(IndexKey.of(row.key), row.seq);
            last = row.seq;
        }
        return last;
    }

    /** Sessions keep their keys for as long as they live: nothing is pruned by age. */
    @Override
    public long oldest(Reader reader) {
        return 0;
    }
}
