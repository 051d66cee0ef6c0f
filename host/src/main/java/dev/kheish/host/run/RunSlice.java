package dev.kheish.host.run;

import dev.kheish.host.retention.Slice;
import dev.kheish.host.store.Tx;

/**
 * What was in runs that have ended, once their outputs are gone. A slim row stays, as long as its
 * receipt: a repeated event is answered with it.
 */
final class RunSlice implements Slice {
    @Override
    public String name() {
        return "runs";
    }

    @Override
    public String table() {
        return "run";
    }

    @Override
    public String madeAt() {
        return "created_ms";
    }

    @Override
    public boolean prune(Tx tx, long seq, long cutMs) {
        return tx.update(
                        "update run set input = ?, settlement = null, error = null"
                                + " where seq = ? and state >= 3 and finished_ms <= ?"
                                + " and not exists (select 1 from output o where o.run = run.seq)",
                        RunRow.PRUNED,
                        seq,
                        cutMs)
                == 1;
    }
}
