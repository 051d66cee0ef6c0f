package dev.kheish.host.run;

import dev.kheish.host.store.RowId;
import dev.kheish.host.store.Sequence;
import dev.kheish.host.store.Store;
import dev.kheish.host.store.Tx;
import dev.kheish.host.stream.EventLog;
import dev.kheish.host.stream.NewEvent;

import java.time.Clock;

/** The durable queue of runs. Methods that take a {@link Tx} are for the writer thread. */
public final class Runs {
    private final Clock clock;
    private final EventLog events;
    private final RunQueue queue;

    public Runs(Store store, EventLog events, Clock clock) {
        this.clock = clock;
        this.events = events;
        this.queue = new RunQueue(store, new Waiters());
    }

    /** Adds a run at the end of its session's queue. */
    public StoredRun add(Tx tx, NewRun run) {
        long now = clock.millis();
        long seq = tx.next(Sequence.RUN);
        RowId id = RowId.of(now, seq);
        boolean head = queue.enter(tx, run.session());
        RunState state = run.preparing() ? RunState.PREPARING : RunState.QUEUED;
        tx.update(
                "insert into run (seq, nonce, created_ms, session, connector, state, receipts, fingerprint, input,"
                        + " replay_of) values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                seq,
                id.nonce(),
                now,
                run.session(),
                run.connector(),
                state.code(),
                run.receipts(),
                run.fingerprint(),
                run.input(),
                run.replayOf());
        if (run.preparing()) {
            tx.update("insert into preparing (run) values (?)", seq);
        } else if (head) {
            queue.ready(tx, new Ready(now, seq, run.session(), run.connector()));
        }
        RunCounts.entered(tx, state);
        events.append(tx, NewEvent.ofRun("run_" + state.text(), run.session(), seq, null));
        return new StoredRun(seq, run.session(), id);
    }
}
