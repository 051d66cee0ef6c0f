package dev.kheish.host.run;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

import dev.kheish.host.json.Json;
import dev.kheish.host.store.Reader;
import dev.kheish.host.store.Row;
import dev.kheish.host.store.RowId;

import org.jspecify.annotations.Nullable;

import java.util.List;

/** Shows outputs, of a run or of a whole session. */
public final class OutputViews {
    private static final String SELECT =
            "select seq, nonce, created_ms, session, run, body, output_id from output";
    private static final int OF_RUN = 200;

    private OutputViews() {}

    /** One output and its row number, which is its place in the list. */
    public record View(long seq, ObjectNode json) {}

    /** Outputs of a session in order, after row {@code after}. */
    public static List<View> ofSession(
            Reader reader, String sessionId, long session, long after, int limit) {
        return reader.list(
                SELECT + " where session = ? and seq > ? order by seq limit ?",
                row -> view(row, sessionId, runId(reader, row.integerOrNull(5))),
                session,
                after,
                limit);
    }

    /** The first outputs of a run. */
    static ArrayNode ofRun(Reader reader, String sessionId, StoredRun run) {
        ArrayNode list = Json.array();
        reader.list(
                        SELECT + " where run = ? order by seq limit ?",
                        row -> view(row, sessionId, run.text()),
                        run.seq(),
                        OF_RUN)
                .forEach(view -> list.add(view.json()));
        return list;
    }

    private static View view(Row row, String sessionId, @Nullable String runId) {
        long seq = row.integer(1);
        long createdMs = row.integer(3);
        ObjectNode json =
                Json.object()
                        .put(
                                "id",
                                new RowId(createdMs, seq, row.integer(2)).text(StoredOutput.PREFIX))
                        .put("output_id", row.textOrNull(7))
                        .put("session_id", sessionId)
                        .put("run_id", runId)
                        .put("created_at_ms", createdMs);
        JsonNode body = Json.readStored(row.text(6));
        body.properties().forEach(member -> json.set(member.getKey(), member.getValue()));
        return new View(seq, json);
    }

    private static @Nullable String runId(Reader reader, @Nullable Long run) {
        return run == null
                ? null
                : RunRow.find(reader, run).map(row -> row.run().text()).orElse(null);
    }
}
