package dev.kheish.host.run;

import dev.kheish.host.store.Reader;
import dev.kheish.host.store.Tally;
import dev.kheish.host.store.Tx;

import java.util.EnumMap;
import java.util.Map;

/**
 * How many runs are in each state, kept by the transitions themselves so that nobody counts rows.
 */
final class RunCounts {
    private static final RunState[] STATES = RunState.values();
    // Columns in the order of the states' codes.
    private static final Tally COUNTS =
            Tally.of(
                    "run_count",
                    "preparing",
                    "queued",
                    "running",
                    "completed",
                    "failed",
                    "cancelled");

    private RunCounts() {}

    static void entered(Tx tx, RunState state) {
        tx.add(COUNTS, state.code(), 1);
    }

    /** A run in this state is stored no more. */
    static void forgotten(Tx tx, RunState state) {
        tx.add(COUNTS, state.code(), -1);
    }

    static void moved(Tx tx, RunState from, RunState to) {
        if (from != to) {
            tx.add(COUNTS, from.code(), -1);
            tx.add(COUNTS, to.code(), 1);
        }
    }

    static Map<RunState, Long> read(Reader reader) {
        return reader.one(
                        "select preparing, queued, running, completed, failed, cancelled from run_count",
                        row -> {
                            Map<RunState, Long> counts = new EnumMap<>(RunState.class);
                            for (RunState state : STATES) {
                                counts.put(state, row.integer(state.code() + 1));
                            }
                            return counts;
                        })
                .orElseThrow();
    }
}
