package dev.kheish.host.run;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

import dev.kheish.host.json.Json;
import dev.kheish.host.store.Reader;
import dev.kheish.host.store.Row;
import dev.kheish.host.store.RowId;

import org.jspecify.annotations.Nullable;

import java.util.Locale;
import java.util.Optional;

/** One schedule, as its row says. */
record ScheduleRow(
        RowId id,
        long updatedMs,
        State state,
        NewSchedule definition,
        @Nullable Long dueMs,
        long executions,
        @Nullable Long lastRun) {
    static final String PREFIX = "sch_";
    static final String SELECT =
            "select seq, nonce, created_ms, updated_ms, session, state, definition, due_ms, executions, last_run"
                    + " from schedule ";

    /** Where a schedule is in its life. */
    enum State {
        ACTIVE,
        PAUSED,
        COMPLETED,
        CANCELED;

        String text() {
            return name().toLowerCase(Locale.ROOT);
        }

        boolean isFinal() {
            return this == COMPLETED || this == CANCELED;
        }
    }

    static Optional<ScheduleRow> find(Reader reader, String id) {
        return RowId.parse(PREFIX, id)
                .flatMap(key -> find(reader, key.seq()).filter(row -> row.id.equals(key)));
    }

    static Optional<ScheduleRow> find(Reader reader, long seq) {
        return reader.one(SELECT + "where seq = ?", ScheduleRow::read, seq);
    }

    static ScheduleRow read(Row row) {
        return new ScheduleRow(
                new RowId(row.integer(3), row.integer(1), row.integer(2)),
                row.integer(4),
                State.valueOf(row.text(6).toUpperCase(Locale.ROOT)),
                parse(row.text(5), Json.readStored(row.text(7))),
                row.integerOrNull(8),
                row.integer(9),
                row.integerOrNull(10));
    }

    long seq() {
        return id.seq();
    }

    String text() {
        return id.text(PREFIX);
    }

    static String write(NewSchedule schedule) {
        ObjectNode json = Json.object();
        json.set("cadence", schedule.cadence().toJson());
        json.put("overlap", schedule.overlap().name())
                .put("misfire", schedule.misfire().name())
                .put("max_executions", schedule.maxExecutions())
                .put("input", schedule.input().write());
        return Json.write(json);
    }

    private static NewSchedule parse(String sessionId, JsonNode json) {
        JsonNode max = json.path("max_executions");
        return new NewSchedule(
                sessionId,
                Cadence.fromJson(json.path("cadence")),
                Overlap.valueOf(json.path("overlap").textValue()),
                Misfire.valueOf(json.path("misfire").textValue()),
                max.isNumber() ? max.longValue() : null,
                RunInput.read(json.path("input").textValue()));
    }
}
