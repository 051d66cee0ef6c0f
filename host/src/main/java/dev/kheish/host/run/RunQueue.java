package dev.kheish.host.run;

import dev.kheish.host.store.Reader;
import dev.kheish.host.store.Store;
import dev.kheish.host.store.Tx;

import org.jspecify.annotations.Nullable;

import java.util.Optional;

/**
 * The order of runs in each session: only the first unfinished one may be ready. For the writer
 * thread.
 *
 * <p>Runs end in order, cancelled ones aside; so the newest run that was not cancelled tells
 * whether the session has unfinished ones.
 */
final class RunQueue {
    private final BusySessions busy = new BusySessions();
    private final Waiters waiters;

    RunQueue(Store store, Waiters waiters) {
        this.waiters = waiters;
        store.onUndo(busy::clear);
    }

    /** Whether the session had no unfinished run; from now on it has one. */
    boolean enter(Tx tx, long session) {
        Boolean known = busy.get(session);
        boolean wasBusy = known == null ? isUnfinished(newest(tx, session, Long.MAX_VALUE)) : known;
        busy.put(session, true);
        return !wasBusy;
    }

    /** Whether nothing unfinished is before this run. */
    boolean isHead(Reader reader, long session, long run) {
        return !isUnfinished(newest(reader, session, run));
    }

    /** Makes a run claimable from its due time on. */
    void ready(Tx tx, Ready ready) {
        tx.update(
                "insert into ready (due_ms, run, session, connector) values (?, ?, ?, ?)",
                ready.dueMs(),
                ready.run(),
                ready.session(),
                ready.connector());
        waiters.readied(tx, ready);
    }

    /** Takes a run out of those that may be claimed; false if it was not there. */
    boolean withdraw(Tx tx, long dueMs, long run) {
        return tx.update("delete from ready where due_ms = ? and run = ?", dueMs, run) == 1;
    }

    /** The head of the session's queue has ended: the next one takes its place. */
    void advance(Tx tx, long session, long after) {
        Optional<Next> next =
                tx.one(
                        "select seq, state, coalesce(due_ms, created_ms), connector from run"
                                + " where session = ? and seq > ? and state <= 2 order by seq limit 1",
                        row ->
                                new Next(
                                        RunState.of(row.integer(2)),
                                        new Ready(
                                                row.integer(3),
                                                row.integer(1),
                                                session,
                                                row.integerOrNull(4))),
                        session,
                        after);
        busy.put(session, next.isPresent());
        next.filter(each -> each.state == RunState.QUEUED).ifPresent(each -> ready(tx, each.ready));
    }

    private static @Nullable RunState newest(Reader reader, long session, long before) {
        return reader.one(
                        "select state from run where session = ? and seq < ? and state <> 5"
                                + " order by seq desc limit 1",
                        row -> RunState.of(row.integer(1)),
                        session,
                        before)
                .orElse(null);
    }

    private static boolean isUnfinished(@Nullable RunState state) {
        return state != null && !state.isFinal();
    }

    private record Next(RunState state, Ready ready) {}
}
