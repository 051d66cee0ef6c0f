package dev.kheish.host.run;

import dev.kheish.host.run.ScheduleRow.State;
import dev.kheish.host.session.NewSession;
import dev.kheish.host.session.Session;
import dev.kheish.host.session.Session.Terms;
import dev.kheish.host.session.Sessions;
import dev.kheish.host.store.Sequence;
import dev.kheish.host.store.Tx;

import org.jspecify.annotations.Nullable;

import java.util.Optional;
import java.util.OptionalLong;

/**
 * Turns a time of a schedule into a run. The run and the move to the next time are one commit, so
 * that each time makes one run whatever happens to the host. For the writer thread.
 */
final class ScheduleFiring {
    /** How many executions a schedule remembers. */
    static final int KEPT = 50;

    private final Sessions sessions;
    private final Runs runs;

    ScheduleFiring(Sessions sessions, Runs runs) {
        this.sessions = sessions;
        this.runs = runs;
    }

    /** The schedule's time has come. */
    void due(Tx tx, ScheduleRow row, long nowMs) {
        Long due = row.dueMs();
        long dueMs = due == null ? nowMs : due;
        Optional<String> obstacle = obstacle(tx, row, dueMs, nowMs);
        if (obstacle.isPresent()) {
            record(tx, row, dueMs, nowMs, null, obstacle.get());
        } else {
            fire(tx, row, dueMs, nowMs);
        }
        long executions = row.executions() + (obstacle.isPresent() ? 0 : 1);
        Long max = row.definition().maxExecutions();
        OptionalLong next =
                max != null && executions >= max
                        ? OptionalLong.empty()
                        : row.definition().cadence().next(dueMs, nowMs);
        if (next.isPresent()) {
            tx.update("update schedule set due_ms = ? where seq = ?", next.getAsLong(), row.seq());
        } else {
            end(tx, row, State.COMPLETED, nowMs);
        }
    }

    /** Fires beside its times. */
    StoredRun fire(Tx tx, ScheduleRow row, long dueMs, long nowMs) {
        String sessionId = row.definition().sessionId();
        Session session =
                sessions.find(tx, sessionId)
                        .orElseGet(
                                () ->
                                        sessions.create(
                                                tx,
                                                new NewSession(sessionId, null, null, Terms.NONE)));
        StoredRun run = runs.add(tx, NewRun.of(session.seq(), row.definition().input().write()));
        tx.update(
                "update schedule set executions = executions + 1, last_run = ? where seq = ?",
                run.seq(),
                row.seq());
        record(tx, row, dueMs, nowMs, run, null);
        return run;
    }

    /** Nothing comes of it any more; connectors that it names are free of it. */
    void end(Tx tx, ScheduleRow row, State state, long nowMs) {
        tx.update(
                "update schedule set state = ?, due_ms = null, updated_ms = ? where seq = ?",
                state.text(),
                nowMs,
                row.seq());
        tx.update("delete from schedule_target where schedule = ?", row.seq());
    }

    private static Optional<String> obstacle(Tx tx, ScheduleRow row, long dueMs, long nowMs) {
        NewSchedule definition = row.definition();
        if (definition.misfire() == Misfire.SKIP_MISSED
                && nowMs - dueMs >= definition.cadence().graceMs()) {
            return Optional.of("The host was not there at that time");
        }
        Long last = row.lastRun();
        RunState state =
                last == null
                        ? RunState.COMPLETED
                        : RunRow.find(tx, last).map(RunRow::state).orElse(RunState.COMPLETED);
        boolean blocked =
                switch (definition.overlap()) {
                    case SKIP -> !state.isFinal();
                    case QUEUE_ONE -> !state.isFinal() && state != RunState.RUNNING;
                    case PARALLEL -> false;
                };
        return blocked ? Optional.of("The run before has not ended") : Optional.empty();
    }

    private static void record(
            Tx tx,
            ScheduleRow row,
            long dueMs,
            long nowMs,
            @Nullable StoredRun run,
            @Nullable String detail) {
        tx.update(
                "insert into schedule_execution (seq, schedule, due_ms, at_ms, state, run, detail)"
                        + " values (?, ?, ?, ?, ?, ?, ?)",
                tx.next(Sequence.EXECUTION),
                row.seq(),
                dueMs,
                nowMs,
                run == null ? "skipped" : "dispatched",
                run == null ? null : run.seq(),
                detail);
        tx.update(
                "delete from schedule_execution where seq = (select seq from schedule_execution"
                        + " where schedule = ? order by seq desc limit 1 offset ?)",
                row.seq(),
                KEPT);
    }
}
