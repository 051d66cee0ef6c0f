package dev.kheish.host.index;

import dev.kheish.host.store.Reader;

/** Rows that are found by a name of theirs, and stay: nothing is pruned by age. */
final class NamedRows implements IndexedRows {
    /** Sessions by id. Of one that was deleted the row stays. */
    static final NamedRows SESSIONS =
            new NamedRows("session", "id", SegmentTables.SESSIONS, Mark.SESSION_KEYS);

    /** Keys that lead to sessions. */
    static final NamedRows BINDINGS =
            new NamedRows("binding", "key", SegmentTables.BINDINGS, Mark.BINDINGS);

    private static final int PAGE = 10_000;

    private final SegmentTables tables;
    private final Mark mark;
    private final String page;
    private final String scan;

    private NamedRows(String table, String name, SegmentTables tables, Mark mark) {
        this.tables = tables;
        this.mark = mark;
        this.page =
                "select %s, seq from %s where seq > ? order by seq limit ?".formatted(name, table);
        this.scan = "select max(seq) from %s where %s = ?".formatted(table, name);
    }

    /** A name and its row. */
    record Named(String name, long row) {}

    /** Some rows after one, in order. */
    Iterable<Named> page(Reader reader, long after) {
        return reader.list(page, found -> new Named(found.text(1), found.integer(2)), after, PAGE);
    }

    /**
     * The newest row with a name; 0 if there is none.
     *
     * @param keys their index
     */
    long find(Reader reader, SegmentedKeys keys, String name) {
        long row = keys.find(reader, IndexKey.of(name));
        // looking through all rows is slow, and all but never: this reader's snapshot is very old
        return row == SegmentedKeys.UNSEEN ? reader.number(scan, 0, name) : row;
    }

    @Override
    public SegmentTables tables() {
        return tables;
    }

    @Override
    public Mark mark() {
        return mark;
    }

    @Override
    public long page(Reader reader, long after, Taker taker) {
        long last = -1;
        for (Named each : page(reader, after)) {
            taker.take(IndexKey.of(each.name), each.row);
            last = each.row;
        }
        return last;
    }

    @Override
    public long oldest(Reader reader) {
        return 0;
    }
}
