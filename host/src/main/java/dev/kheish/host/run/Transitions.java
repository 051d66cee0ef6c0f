package dev.kheish.host.run;

import dev.kheish.host.json.Json;
import dev.kheish.host.store.Tx;
import dev.kheish.host.stream.EventLog;
import dev.kheish.host.stream.NewEvent;

import org.jspecify.annotations.Nullable;

import java.time.Clock;

/**
 * The ways out of a state. Each writes the row, the counts and the event. For the writer thread.
 */
final class Transitions {
    private final RunQueue queue;
    private final EventLog events;
    private final Clock clock;
    private final Alarm due;
    private final RunMetrics metrics;

    Transitions(RunQueue queue, EventLog events, Clock clock, Alarm due, RunMetrics metrics) {
        this.queue = queue;
        this.events = events;
        this.clock = clock;
        this.due = due;
        this.metrics = metrics;
    }

    /** Ends the run at the head of its session's queue; the next one follows. */
    void end(Tx tx, RunRow row, RunState state, @Nullable String error, byte @Nullable [] settled) {
        endInPlace(tx, row, state, error, settled);
        queue.advance(tx, row.run().session(), row.run().seq());
    }

    /** Ends a run that others are before. */
    void endInPlace(
            Tx tx, RunRow row, RunState state, @Nullable String error, byte @Nullable [] settled) {
        long now = clock.millis();
        tx.update(
                "update run set state = ?, error = ?, finished_ms = ?, updated_ms = ?, due_ms = null,"
                        + " settlement = coalesce(?, settlement) where seq = ?",
                state.code(),
                error,
                now,
                now,
                settled,
                row.run().seq());
        RunCounts.moved(tx, row.state(), state);
        metrics.ended(tx, state);
        String data = error == null ? null : Json.write(Json.object().put("error", error));
        append(tx, row, "run_" + state.text(), data);
    }

    /** A preparing run may be claimed, as soon as its turn comes. */
    void queued(Tx tx, RunRow row, String input) {
        StoredRun run = row.run();
        tx.update(
                "update run set state = 1, input = ?, updated_ms = ? where seq = ?",
                input,
                clock.millis(),
                run.seq());
        RunCounts.moved(tx, row.state(), RunState.QUEUED);
        if (queue.isHead(tx, run.session(), run.seq())) {
            queue.ready(tx, row.ready());
        }
        append(tx, row, "run_queued", null);
    }

    /** Puts a running run back to the head of its session's queue. */
    void putBack(Tx tx, RunRow row, @Nullable Long dueMs, String error, byte @Nullable [] settled) {
        tx.update(
                "update run set state = 1, error = ?, updated_ms = ?, due_ms = ?,"
                        + " settlement = coalesce(?, settlement) where seq = ?",
                error,
                clock.millis(),
                dueMs,
                settled,
                row.run().seq());
        RunCounts.moved(tx, row.state(), RunState.QUEUED);
        long at = dueMs == null ? row.run().id().atMs() : dueMs;
        queue.ready(tx, new Ready(at, row.run().seq(), row.run().session(), row.connector()));
        metrics.putBack(tx);
        if (dueMs != null) {
            tx.afterCommit(() -> due.at(dueMs));
        }
        String data = Json.write(Json.object().put("error", error).put("retry_at_ms", dueMs));
        append(tx, row, "run_retrying", data);
    }

    private void append(Tx tx, RunRow row, String type, @Nullable String data) {
        StoredRun run = row.run();
        events.append(tx, NewEvent.ofRun(type, run.session(), run.seq(), data));
    }
}
