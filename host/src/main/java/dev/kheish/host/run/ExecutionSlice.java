package dev.kheish.host.run;

import dev.kheish.host.retention.Slice;
import dev.kheish.host.store.Tx;

/** When schedules fired, or why they did not. */
final class ExecutionSlice implements Slice {
    @Override
    public String name() {
        return "executions";
    }

    @Override
    public String table() {
        return "schedule_execution";
    }

    @Override
    public String madeAt() {
        return "at_ms";
    }

    @Override
    public boolean prune(Tx tx, long seq, long cutMs) {
        return tx.update("delete from schedule_execution where seq = ? and at_ms <= ?", seq, cutMs)
                == 1;
    }
}
