package dev.kheish.host.run;

import dev.kheish.host.store.Reader;
import dev.kheish.host.store.Tx;

import java.util.EnumMap;
import java.util.Map;

/**
 * How many runs are in each state, kept by the transitions themselves so that nobody counts rows.
 */
final class RunCounts {
    private static final RunState[] STATES = RunState.values();
    private static final String[] ENTER = new String[STATES.length];
    private static final String[][] MOVE = new String[STATES.length][STATES.length];

    static {
        for (RunState to : STATES) {
            ENTER[to.code()] = "update run_count set %1$s = %1$s + 1".formatted(to.text());
            for (RunState from : STATES) {
                MOVE[from.code()][to.code()] =
                        "update run_count set %1$s = %1$s - 1, %2$s = %2$s + 1"
                                .formatted(from.text(), to.text());
            }
        }
    }

    private RunCounts() {}

    static void entered(Tx tx, RunState state) {
        tx.update(ENTER[state.code()]);
    }

    static void moved(Tx tx, RunState from, RunState to) {
        if (from != to) {
            tx.update(MOVE[from.code()][to.code()]);
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
