package dev.kheish.host.run;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

import dev.kheish.host.connector.StoredTarget;
import dev.kheish.host.json.Json;
import dev.kheish.host.store.Reader;

import org.jspecify.annotations.Nullable;

/** Shows schedules. */
final class ScheduleViews {
    private ScheduleViews() {}

    /** With its last executions. */
    static ObjectNode full(Reader reader, ScheduleRow row) {
        ObjectNode view = view(reader, row);
        ArrayNode list = view.putArray("executions");
        reader.list(
                        "select due_ms, at_ms, state, run, detail from schedule_execution"
                                + " where schedule = ? order by seq desc limit ?",
                        each ->
                                Json.object()
                                        .put("due_at_ms", each.integer(1))
                                        .put("at_ms", each.integer(2))
                                        .put("state", each.text(3))
                                        .put("run_id", runId(reader, each.integerOrNull(4)))
                                        .put("detail", each.textOrNull(5)),
                        row.seq(),
                        ScheduleFiring.KEPT)
                .forEach(list::add);
        return view;
    }

    static ObjectNode view(Reader reader, ScheduleRow row) {
        NewSchedule definition = row.definition();
        ObjectNode view =
                Json.object()
                        .put("schedule_id", row.text())
                        .put("session_id", definition.sessionId())
                        .put("state", row.state().text());
        view.set("cadence", definition.cadence().toJson());
        view.put("overlap", definition.overlap().text())
                .put("misfire", definition.misfire().text())
                .put("max_executions", definition.maxExecutions())
                .put("execution_count", row.executions())
                .put("next_fire_at_ms", row.dueMs())
                .put("last_run_id", runId(reader, row.lastRun()))
                .put("created_at_ms", row.id().atMs())
                .put("updated_at_ms", row.updatedMs());
        view.set("request", request(definition.input()));
        return view;
    }

    private static ObjectNode request(RunInput input) {
        ObjectNode request = Json.object().put("actor_id", input.actorId());
        request.set("input_items", input.items());
        request.set("metadata", input.metadata());
        ArrayNode targets = request.putArray("reply_targets");
        for (StoredTarget target : input.targets()) {
            targets.addObject()
                    .put("plugin", target.plugin())
                    .put("connector", target.connector())
                    .put("display", target.display());
        }
        return request;
    }

    private static @Nullable String runId(Reader reader, @Nullable Long run) {
        return run == null
                ? null
                : RunRow.find(reader, run).map(row -> row.run().text()).orElse(null);
    }
}
