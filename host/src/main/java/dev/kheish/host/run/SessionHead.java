package dev.kheish.host.run;

import dev.kheish.host.store.Reader;

import java.util.List;
import java.util.Optional;

/**
 * Finds the one run of a session that may be claimed, without an index for it: from the newest run
 * back to the first that has ended. Costs as much as the session's queue is long.
 */
final class SessionHead {
    private static final int PAGE = 500;

    private SessionHead() {}

    static Optional<Ready> find(Reader reader, long session, long now) {
        Optional<RunRow> head = Optional.empty();
        long before = Long.MAX_VALUE;
        while (true) {
            List<Step> steps = page(reader, session, before);
            for (Step step : steps) {
                if (step.state.isFinal() && step.state != RunState.CANCELLED) {
                    return claimable(head, now);
                }
                if (!step.state.isFinal()) {
                    head = Optional.of(RunRow.find(reader, step.run).orElseThrow());
                }
                before = step.run;
            }
            if (steps.size() < PAGE) {
                return claimable(head, now);
            }
        }
    }

    private static List<Step> page(Reader reader, long session, long before) {
        return reader.list(
                "select seq, state from run where session = ? and seq < ? order by seq desc limit ?",
                row -> new Step(row.integer(1), RunState.of(row.integer(2))),
                session,
                before,
                PAGE);
    }

    private static Optional<Ready> claimable(Optional<RunRow> head, long now) {
        return head.filter(row -> row.state() == RunState.QUEUED)
                .map(RunRow::ready)
                .filter(ready -> ready.dueMs() <= now);
    }

    private record Step(long run, RunState state) {}
}
