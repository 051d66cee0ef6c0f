package dev.kheish.host.index;

import dev.kheish.host.store.Reader;

/** The rows of sessions, as what their ids are found by. */
final class SessionRows implements IndexedRows {
    private static final int PAGE = 10_000;

    @Override
    public SegmentTables tables() {
        return SegmentTables.SESSIONS;
    }

    @Override
    public Mark mark() {
        return Mark.SESSION_KEYS;
    }

    @Override
    public long page(Reader reader, long after, Taker taker) {
        long last = -1;
        for (SessionIds.Place place : page(reader, after)) {
            taker.take(IndexKey.of(place.id()), place.session());
            last = place.session();
        }
        return last;
    }

    /** Sessions after a row, in order of their rows. */
    static Iterable<SessionIds.Place> page(Reader reader, long after) {
        return reader.list(
                "select id, seq from session where seq > ? order by seq limit ?",
                row -> new SessionIds.Place(row.text(1), row.integer(2)),
                after,
                PAGE);
    }

    /** Of a session that was deleted the row stays: nothing is pruned by age. */
    @Override
    public long oldest(Reader reader) {
        return 0;
    }
}
