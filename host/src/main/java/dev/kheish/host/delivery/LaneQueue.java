package dev.kheish.host.delivery;

import dev.kheish.host.store.Reader;
import dev.kheish.host.store.Row;
import dev.kheish.host.store.StoreException;
import dev.kheish.host.store.Tx;

import java.util.List;
import java.util.Optional;

/**
 * The rows of unfinished deliveries: who is head of a lane, and when it is due. Whatever is queued,
 * every statement goes by an index to the rows that it changes. For the writer thread.
 */
final class LaneQueue {
    /** No time: nothing waits. */
    static final long NEVER = Long.MAX_VALUE;

    private static final String LEND =
            "update delivery_queue set due_ms = ?1, lent_until = ?1, epoch = epoch + 1";
    private static final String LENT = " returning lane, delivery, epoch, held_ms";
    private static final String NEXT_OF_LANE =
            " where lane = ?2 and due_ms is null"
                    + " and delivery = (select min(delivery) from delivery_queue where lane = ?2)";

    private LaneQueue() {}

    /**
     * Puts a delivery at the end of its lane; says whether it is the lane's head and so may go now.
     */
    static boolean add(Tx tx, Place place, long dueMs, long heldMs) {
        return tx.one(
                        "insert into delivery_queue (lane, delivery, channel, due_ms, held_ms) values (?1, ?2, ?3,"
                                + " case when exists (select 1 from delivery_queue where lane = ?1) then null"
                                + " else ?4 end, ?5) returning due_ms",
                        row -> row.integerOrNull(1) != null,
                        place.lane(),
                        place.delivery(),
                        place.channel(),
                        dueMs,
                        heldMs)
                .orElseThrow();
    }

    /** Lends at most {@code limit} due heads of a channel. */
    static List<Loan> lend(Tx tx, long channel, long nowMs, long untilMs, int limit) {
        List<Loan> loans =
                tx.list(
                        LEND
                                + " where (lane, delivery) in (select lane, delivery from delivery_queue"
                                + " where channel = ?2 and due_ms <= ?3 order by due_ms limit ?4)"
                                + LENT,
                        row -> loan(row, untilMs),
                        untilMs,
                        channel,
                        nowMs,
                        limit);
        return loans.stream().map(loan -> carrying(tx, loan)).toList();
    }

    /** When the next head of a channel is due, or the next loan runs out. */
    static long nextDue(Reader reader, long channel) {
        return reader.one(
                        "select min(due_ms) from delivery_queue where channel = ? and due_ms is not null",
                        row -> Optional.ofNullable(row.integerOrNull(1)),
                        channel)
                .flatMap(due -> due)
                .orElse(NEVER);
    }

    /** Ends a loan: the delivery is due again at a time. False if the loan had been lost. */
    static boolean giveBack(Tx tx, Loan loan, long dueMs) {
        return tx.update(
                        "update delivery_queue set due_ms = ?, lent_until = null"
                                + " where lane = ? and delivery = ? and epoch = ? and lent_until is not null",
                        dueMs,
                        loan.lane(),
                        loan.delivery(),
                        loan.epoch())
                == 1;
    }

    /** Ends a loan by moving the delivery to a lane of its own. False if the loan had been lost. */
    static boolean holdOver(Tx tx, Loan loan, long dueMs) {
        return tx.update(
                        "update delivery_queue set lane = -delivery, due_ms = ?, lent_until = null"
                                + " where lane = ? and delivery = ? and epoch = ? and lent_until is not null",
                        dueMs,
                        loan.lane(),
                        loan.delivery(),
                        loan.epoch())
                == 1;
    }

    /** Ends a loan for good. False if the loan had been lost. */
    static boolean remove(Tx tx, Loan loan) {
        return tx.update(
                        "delete from delivery_queue where lane = ? and delivery = ? and epoch = ?",
                        loan.lane(),
                        loan.delivery(),
                        loan.epoch())
                == 1;
    }

    /** After the head of a lane left it: the next one may go. Says whether there is one. */
    static boolean advance(Tx tx, long lane, long dueMs) {
        if (lane < 0) {
            return false;
        }
        return tx.update("update delivery_queue set due_ms = ?1" + NEXT_OF_LANE, dueMs, lane) == 1;
    }

    /** After the head of a lane left it: lends the next one at once. Empty if there is none. */
    static Optional<Loan> lendNext(Tx tx, long lane, long untilMs) {
        if (lane < 0) {
            return Optional.empty();
        }
        return tx.one(LEND + NEXT_OF_LANE + LENT, row -> loan(row, untilMs), untilMs, lane)
                .map(loan -> carrying(tx, loan));
    }

    private static Loan loan(Row row, long untilMs) {
        return new Loan(
                row.integer(1), row.integer(2), row.integer(3), untilMs, row.integer(4), null);
    }

    // Here the pages are at hand; another connection has to fetch them anew after each commit.
    private static Loan carrying(Tx tx, Loan loan) {
        try {
            return loan.carrying(Outgoing.small(tx, loan.delivery()).orElse(null));
        } catch (StoreException e) {
            if (!e.meansDamage()) {
                throw e;
            }
            return loan; // its attempt finds that out, and harms nobody else
        }
    }

    /** Ends all loans, which a dead host left behind. */
    static int recall(Tx tx, long nowMs) {
        return tx.update(
                "update delivery_queue set due_ms = ?, lent_until = null where lent_until is not null",
                nowMs);
    }

    /** The channels in which something waits, hopping from one to the next in the index. */
    static List<Long> channels(Reader reader) {
        return reader.list(
                "with recursive hop (channel) as ("
                        + "select min(channel) from delivery_queue where due_ms is not null"
                        + " union all select (select min(q.channel) from delivery_queue q"
                        + " where q.channel > hop.channel and q.due_ms is not null)"
                        + " from hop where hop.channel is not null)"
                        + " select channel from hop where channel is not null",
                row -> row.integer(1));
    }

    /** How many lanes wait; more than {@code most} are not counted. */
    static long lanes(Reader reader, int most) {
        return reader.number(
                "select count(*) from (select 1 from delivery_queue where due_ms is not null limit ?)",
                0,
                most);
    }

    /** Some deliveries of a channel. */
    static List<Long> someOf(Reader reader, long channel, int most) {
        return reader.list(
                "select delivery from delivery_queue where channel = ? and due_ms is not null limit ?",
                row -> row.integer(1),
                channel,
                most);
    }

    /** Where a delivery waits. */
    record Place(long lane, long delivery, long channel) {}
}
