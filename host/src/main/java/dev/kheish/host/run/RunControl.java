package dev.kheish.host.run;

import dev.kheish.host.store.Store;
import dev.kheish.host.store.Tx;

import java.util.List;
import java.util.Optional;

/** Cancelling, and collecting leases that ran out. Safe for use by many threads. */
final class RunControl {
    private static final int SLICE = 200;

    private final Store store;
    private final RunQueue queue;
    private final Transitions transitions;
    private final BackOff backOff;
    private final RunMetrics metrics;

    RunControl(
            Store store,
            RunQueue queue,
            Transitions transitions,
            BackOff backOff,
            RunMetrics metrics) {
        this.store = store;
        this.queue = queue;
        this.transitions = transitions;
        this.backOff = backOff;
        this.metrics = metrics;
    }

    /** Calls a run off; one that has ended stays as it is. Empty if there is no such run. */
    Optional<StoredRun> cancel(Tx tx, String id) {
        Optional<RunRow> found = RunRow.find(tx, id);
        found.filter(row -> !row.state().isFinal()).ifPresent(row -> cancel(tx, row));
        return found.map(RunRow::run);
    }

    private void cancel(Tx tx, RunRow row) {
        if (leavesHead(tx, row)) {
            transitions.end(tx, row, RunState.CANCELLED, null, null);
        } else {
            transitions.endInPlace(tx, row, RunState.CANCELLED, null, null);
        }
    }

    private boolean leavesHead(Tx tx, RunRow row) {
        long run = row.run().seq();
        return switch (row.state()) {
            case PREPARING -> {
                tx.update("delete from preparing where run = ?", run);
                yield queue.isHead(tx, row.run().session(), run);
            }
            case QUEUED -> queue.withdraw(tx, row.ready().dueMs(), run);
            case RUNNING -> {
                tx.update("delete from run_lease where run = ?", run);
                yield true;
            }
            case COMPLETED, FAILED, CANCELLED ->
                    throw new IllegalStateException("Run " + row.run().text() + " has ended");
        };
    }

    /** Makes a run that was preparing wait for a worker; nothing if it was cancelled meanwhile. */
    void prepared(Tx tx, long run, RunInput input) {
        if (tx.update("delete from preparing where run = ?", run) == 1) {
            transitions.queued(tx, RunRow.find(tx, run).orElseThrow(), input.write());
        }
    }

    /** Puts back every run whose lease ran out by now, and says when the next one does. */
    long expire(long now) throws InterruptedException {
        while (store.write(tx -> expireSlice(tx, now)) == SLICE) {
            // the next slice
        }
        return store.read(
                reader ->
                        reader.one(
                                        "select expires_ms from run_lease order by expires_ms limit 1",
                                        row -> row.integer(1))
                                .orElse(Alarm.NEVER));
    }

    private int expireSlice(Tx tx, long now) {
        List<Long> expired =
                tx.list(
                        "select run from run_lease where expires_ms <= ? order by expires_ms limit ?",
                        row -> row.integer(1),
                        now,
                        SLICE);
        for (long run : expired) {
            tx.update("delete from run_lease where run = ?", run);
            metrics.leaseExpired(tx);
            RunRow row = RunRow.find(tx, run).orElseThrow();
            String error = "The lease of attempt " + row.attempt() + " ran out";
            if (backOff.isUsedUp(row.attempt())) {
                transitions.end(tx, row, RunState.FAILED, error, null);
            } else {
                transitions.putBack(tx, row, null, error, null);
            }
        }
        return expired.size();
    }
}
