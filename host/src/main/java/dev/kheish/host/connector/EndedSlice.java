package dev.kheish.host.connector;

import dev.kheish.host.retention.Slice;
import dev.kheish.host.store.Tx;

/**
 * Settings of connectors that were deleted. Their number and name stay: sessions and runs that they
 * made are still theirs.
 */
final class EndedSlice implements Slice {
    @Override
    public String name() {
        return "connectors";
    }

    @Override
    public String table() {
        return "connector";
    }

    @Override
    public String madeAt() {
        return "created_ms";
    }

    @Override
    public boolean prune(Tx tx, long seq, long cutMs) {
        return tx.update(
                        "update connector set settings = '{}' where seq = ? and ended_ms <= ?",
                        seq,
                        cutMs)
                == 1;
    }
}
