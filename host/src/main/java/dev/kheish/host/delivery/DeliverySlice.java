package dev.kheish.host.delivery;

import dev.kheish.host.retention.Slice;
import dev.kheish.host.store.Tx;

import java.util.Optional;

/** Deliveries that have ended, with their attempts. */
final class DeliverySlice implements Slice {
    private final Tally tally;

    DeliverySlice(Tally tally) {
        this.tally = tally;
    }

    @Override
    public String name() {
        return "deliveries";
    }

    @Override
    public String table() {
        return "delivery";
    }

    @Override
    public String madeAt() {
        return "created_ms";
    }

    @Override
    public boolean prune(Tx tx, long seq, long cutMs) {
        Optional<Boolean> unresolved =
                tx.one(
                        "delete from delivery where seq = ? and state >= 2"
                                + " and coalesce(settled_ms, created_ms) <= ?"
                                + " returning state = 3 and resolved_ms is null",
                        row -> row.flag(1),
                        seq,
                        cutMs);
        if (unresolved.isEmpty()) {
            return false;
        }
        tx.update("delete from delivery_attempt where delivery = ?", seq);
        if (unresolved.get()) {
            tally.resolved(tx);
        }
        return true;
    }
}
