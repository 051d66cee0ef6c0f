package dev.kheish.host.audit;

import dev.kheish.host.retention.Slice;
import dev.kheish.host.store.Tx;

/** Entries of the audit log, from the oldest on; the chain goes on from where it was cut. */
final class AuditSlice implements Slice {
    @Override
    public String name() {
        return "audit";
    }

    @Override
    public String table() {
        return "audit";
    }

    @Override
    public String madeAt() {
        return "at_ms";
    }

    @Override
    public boolean prune(Tx tx, long seq, long cutMs) {
        // Only ever the oldest: a hole in the middle is what a forger would leave.
        return tx.one(
                        "delete from audit where seq = ?1 and at_ms <= ?2"
                                + " and seq = (select min(seq) from audit) returning hash",
                        row -> new Anchor(seq, row.bytes(1)),
                        seq,
                        cutMs)
                .map(
                        anchor -> {
                            anchor.write(tx);
                            return true;
                        })
                .orElse(false);
    }
}
