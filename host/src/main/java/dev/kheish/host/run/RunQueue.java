package dev.kheish.host.run;

import dev.kheish.host.store.Insert;
import dev.kheish.host.store.Reader;
import dev.kheish.host.store.Store;
import dev.kheish.host.store.Tx;

import java.util.Optional;

/**
 * The order of runs in each session: only the first unfinished one may be ready. For the writer
 * thread.
 *
 * <p>Runs end in order, cancelled ones aside; so the newest run that was not cancelled tells
 * whether the session has unfinished ones.
 */
final class RunQueue {
    private static final int LOOK_AHEAD = 4;
    private static final Insert READY = Insert.into("ready", "due_ms, run, session, connector");

    private final BusySessions busy = new BusySessions();
    private final Line line;
    private final Waiters waiters;

    RunQueue(Store store, Line line, Waiters waiters) {
        this.line = line;
        this.waiters = waiters;
        store.onUndo(busy::clear);
    }

    /** A session was made in this commit: it has no runs yet, and nobody need look. */
    void opened(long session) {
        busy.put(session, false);
    }

    /** Whether the session had no unfinished run; from now on it has one. */
    boolean enter(Tx tx, long session) {
        Boolean known = busy.get(session);
        boolean wasBusy = known == null ? line.isUnfinished(tx, session, Long.MAX_VALUE) : known;
        busy.put(session, true);
        return !wasBusy;
    }

    /** Whether nothing unfinished is before this run. */
    boolean isHead(Reader reader, long session, long run) {
        return !line.isUnfinished(reader, session, run);
    }

    /** Makes a run claimable from its due time on. */
    void ready(Tx tx, Ready ready) {
        tx.insert(READY, ready.dueMs(), ready.run(), ready.session(), ready.connector());
        waiters.readied(tx, ready);
    }

    /** Takes a run out of those that may be claimed; false if it was not there. */
    boolean withdraw(Tx tx, long dueMs, long run) {
        return tx.update("delete from ready where due_ms = ? and run = ?", dueMs, run) == 1;
    }

    /** The head of the session's queue has ended: the next one takes its place. */
    void advance(Tx tx, long session, long after) {
        Optional<Line.Place> next = nextUnfinished(tx, session, after);
        busy.put(session, next.isPresent());
        next.filter(place -> place.state() == RunState.QUEUED)
                .flatMap(place -> RunRow.find(tx, place.run()))
                .ifPresent(row -> ready(tx, row.ready()));
    }

    private Optional<Line.Place> nextUnfinished(Tx tx, long session, long after) {
        long bound = after;
        for (int limit = LOOK_AHEAD; ; limit = Line.AT_ONCE) {
            Line.Page page = line.after(tx, session, bound, limit);
            for (Line.Place place : page.places()) {
                if (!place.state().isFinal()) {
                    return Optional.of(place);
                }
            }
            if (page.isLast()) {
                return Optional.empty();
            }
            bound = page.last();
        }
    }
}
