package dev.kheish.host.delivery;

import dev.kheish.host.store.Reader;
import dev.kheish.host.store.Tx;

import java.util.concurrent.atomic.LongAdder;

/**
 * How many deliveries there are of each sort, counted once at the start and kept since then.
 * Changes are for the writer thread, after the commit; reading is for any.
 */
final class Tally {
    private final LongAdder pending = new LongAdder();
    private final LongAdder retrying = new LongAdder();
    private final LongAdder unresolved = new LongAdder();
    private final LongAdder delivered = new LongAdder();
    private final LongAdder deadLettered = new LongAdder();
    private final LongAdder attempts = new LongAdder();

    /** Counts by index what is there. */
    void count(Reader reader) {
        pending.add(unfinished(reader, DeliveryState.PENDING));
        retrying.add(unfinished(reader, DeliveryState.RETRYING));
        unresolved.add(
                reader.number(
                        "select count(*) from delivery indexed by delivery_unresolved"
                                + " where state = 3 and resolved_ms is null",
                        0));
    }

    private static long unfinished(Reader reader, DeliveryState state) {
        return reader.number(
                "select count(*) from delivery indexed by delivery_unfinished where state < 2 and state = ?",
                0,
                state.code());
    }

    void added(Tx tx) {
        tx.afterCommit(pending::increment);
    }

    /** A delivery went from one state to another. */
    void moved(Tx tx, DeliveryState from, DeliveryState to) {
        tx.afterCommit(() -> move(from, to));
    }

    void attempted(Tx tx) {
        tx.afterCommit(attempts::increment);
    }

    void resolved(Tx tx) {
        tx.afterCommit(unresolved::decrement);
    }

    private void move(DeliveryState from, DeliveryState to) {
        switch (from) {
            case PENDING -> pending.decrement();
            case RETRYING -> retrying.decrement();
            case DELIVERED, DEAD_LETTERED, CANCELLED -> {}
        }
        switch (to) {
            case PENDING -> pending.increment();
            case RETRYING -> retrying.increment();
            case DELIVERED -> delivered.increment();
            case DEAD_LETTERED -> {
                unresolved.increment();
                deadLettered.increment();
            }
            case CANCELLED -> {}
        }
    }

    long pending() {
        return pending.sum();
    }

    long retrying() {
        return retrying.sum();
    }

    /** Dead letters that nobody has dealt with. */
    long unresolved() {
        return unresolved.sum();
    }

    /** Since the start. */
    long delivered() {
        return delivered.sum();
    }

    /** Since the start. */
    long deadLettered() {
        return deadLettered.sum();
    }

    /** Since the start. */
    long attempts() {
        return attempts.sum();
    }
}
