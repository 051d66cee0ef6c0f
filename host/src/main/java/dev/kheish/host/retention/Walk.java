package dev.kheish.host.retention;

import dev.kheish.host.store.Reader;
import dev.kheish.host.store.Tx;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;

/**
 * Goes through the rows of a slice by number, a few in each transaction, and keeps its place in the
 * same one. Rows that stay are noted, so that no row is looked at twice for nothing. For the writer
 * thread.
 */
final class Walk {
    private final Slice slice;
    private final String select;

    Walk(Slice slice) {
        this.slice = slice;
        this.select =
                "select seq, %s from %s where seq > ? order by seq limit ?"
                        .formatted(slice.madeAt(), slice.table());
    }

    /**
     * What one step did.
     *
     * @param looked rows that are old enough to be looked at
     */
    record Step(int looked, int pruned, long nanos) {}

    /** Looks at the next rows, as long as they were made before {@code cutMs}. */
    Step forward(Tx tx, long cutMs, int limit) {
        long started = System.nanoTime();
        long place = tx.number("select position from retention where name = ?", 0, slice.name());
        List<Long> rows = oldRows(tx, place, cutMs, limit);
        int pruned = 0;
        for (long seq : rows) {
            if (slice.prune(tx, seq, cutMs)) {
                pruned++;
            } else {
                leave(tx, seq);
            }
        }
        if (!rows.isEmpty()) {
            keepPlace(tx, rows.getLast());
        }
        return new Step(rows.size(), pruned, System.nanoTime() - started);
    }

    /** Rows that were looked at again. */
    record Again(List<Long> rows, long nanos) {}

    /** Looks again at rows that stayed, after number {@code after}. */
    Again again(Tx tx, long after, long cutMs, int limit) {
        long started = System.nanoTime();
        List<Long> rows =
                tx.list(
                        "select seq from retention_left where name = ? and seq > ? order by seq limit ?",
                        row -> row.integer(1),
                        slice.name(),
                        after,
                        limit);
        for (long seq : rows) {
            if (slice.prune(tx, seq, cutMs) || isGone(tx, seq)) {
                tx.update(
                        "delete from retention_left where name = ? and seq = ?", slice.name(), seq);
            }
        }
        return new Again(rows, System.nanoTime() - started);
    }

    /** The row that stayed after number {@code after}; empty if there is none. */
    OptionalLong nextLeft(Reader reader, long after) {
        return reader.one(
                        "select seq from retention_left where name = ? and seq > ? order by seq limit 1",
                        row -> OptionalLong.of(row.integer(1)),
                        slice.name(),
                        after)
                .orElse(OptionalLong.empty());
    }

    /** Goes past the next row, which cannot be read or pruned. */
    void skip(Tx tx) {
        long place = tx.number("select position from retention where name = ?", 0, slice.name());
        oldRows(tx, place, Long.MAX_VALUE, 1)
                .forEach(
                        seq -> {
                            leave(tx, seq);
                            keepPlace(tx, seq);
                        });
    }

    private List<Long> oldRows(Tx tx, long place, long cutMs, int limit) {
        record Old(long seq, long madeMs) {}
        List<Old> rows =
                tx.list(select, row -> new Old(row.integer(1), row.integer(2)), place, limit);
        List<Long> old = new ArrayList<>(rows.size());
        for (Old row : rows) {
            if (row.madeMs > cutMs) {
                break;
            }
            old.add(row.seq);
        }
        return old;
    }

    private boolean isGone(Tx tx, long seq) {
        return tx.number("select count(*) from %s where seq = ?".formatted(slice.table()), 0, seq)
                == 0;
    }

    private void leave(Tx tx, long seq) {
        tx.update("insert into retention_left (name, seq) values (?, ?)", slice.name(), seq);
    }

    private void keepPlace(Tx tx, long seq) {
        tx.update(
                "insert into retention (name, position) values (?, ?)"
                        + " on conflict (name) do update set position = excluded.position",
                slice.name(),
                seq);
    }
}
