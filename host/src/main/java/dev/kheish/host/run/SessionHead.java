package dev.kheish.host.run;

import dev.kheish.host.store.Reader;

import java.util.Optional;

/**
 * Finds the one run of a session that may be claimed: from the newest run back to the first that
 * has ended. Costs as much as the session's queue is long.
 */
final class SessionHead {
    private static final int PAGE = 500;

    private SessionHead() {}

    static Optional<Ready> find(Reader reader, Line line, long session, long now) {
        long head = 0;
        Line.Page page = line.before(reader, session, Long.MAX_VALUE, PAGE);
        while (true) {
            for (Line.Place place : page.places()) {
                if (place.state().isFinal() && place.state() != RunState.CANCELLED) {
                    return claimable(reader, head, now);
                }
                if (!place.state().isFinal()) {
                    head = place.run();
                }
            }
            if (page.isLast()) {
                return claimable(reader, head, now);
            }
            page = line.before(reader, session, page.last(), PAGE);
        }
    }

    private static Optional<Ready> claimable(Reader reader, long head, long now) {
        return RunRow.find(reader, head)
                .filter(row -> row.state() == RunState.QUEUED)
                .map(RunRow::ready)
                .filter(ready -> ready.dueMs() <= now);
    }
}
