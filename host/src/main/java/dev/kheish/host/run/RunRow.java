package dev.kheish.host.run;

import dev.kheish.host.store.Reader;
import dev.kheish.host.store.Row;
import dev.kheish.host.store.RowId;

import org.jspecify.annotations.Nullable;

import java.util.Optional;

/**
 * One run, as its row says.
 *
 * @param dueMs when its next try may start; null at once
 * @param settlement see {@link Settlement}
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record RunRow(
        StoredRun run,
        @Nullable Long connector,
        RunState state,
        String input,
        long attempt,
        @Nullable Long dueMs,
        @Nullable Long updatedMs,
        @Nullable Long startedMs,
        @Nullable Long finishedMs,
        @Nullable String error,
        byte @Nullable [] settlement,
        @Nullable Long replayOf) {
    static final String COLUMNS =
            "seq, nonce, created_ms, session, connector, state, input, attempt, due_ms, updated_ms, started_ms,"
                    + " finished_ms, error, settlement, replay_of";

    static RunRow read(Row row) {
        long seq = row.integer(1);
        RowId id = new RowId(row.integer(3), seq, row.integer(2));
        return new RunRow(
                new StoredRun(seq, row.integer(4), id),
                row.integerOrNull(5),
                RunState.of(row.integer(6)),
                row.text(7),
                row.integer(8),
                row.integerOrNull(9),
                row.integerOrNull(10),
                row.integerOrNull(11),
                row.integerOrNull(12),
                row.textOrNull(13),
                row.bytesOrNull(14),
                row.integerOrNull(15));
    }

    /** The input of a run that was emptied because of its age. */
    static final String PRUNED = "";

    boolean isPruned() {
        return input.equals(PRUNED);
    }

    /** The run with this public id; empty too if only a part of the id is right. */
    static Optional<RunRow> find(Reader reader, String id) {
        return RowId.parse(StoredRun.PREFIX, id)
                .flatMap(
                        parsed ->
                                find(reader, parsed.seq())
                                        .filter(row -> row.run.id().equals(parsed)));
    }

    static Optional<RunRow> find(Reader reader, long seq) {
        return reader.one("select " + COLUMNS + " from run where seq = ?", RunRow::read, seq);
    }

    /** Where its row in {@code ready} is, if it has one. */
    Ready ready() {
        long due = dueMs == null ? run.id().atMs() : dueMs;
        return new Ready(due, run.seq(), run.session(), connector);
    }
}
