package dev.kheish.host.stream;

import com.fasterxml.jackson.databind.node.ObjectNode;

import dev.kheish.host.json.Json;
import dev.kheish.host.store.Row;
import dev.kheish.host.store.RowId;

import org.jspecify.annotations.Nullable;

/**
 * One event as it is shown.
 *
 * @param seq its place in the stream
 * @param type such as {@code run_queued}
 * @param json everything about it, {@code type} included, with public ids
 */
public record StoredEvent(long seq, String type, ObjectNode json) {
    static final String SELECT =
            """
            select e.seq, e.at_ms, e.type, s.id, r.seq, r.nonce, r.created_ms, d.seq, d.nonce, d.created_ms,
                   c.kind, c.name, e.data
              from event e
              left join session s on s.seq = e.session
              left join run r on r.seq = e.run
              left join delivery d on d.seq = e.delivery
              left join connector c on c.seq = coalesce(e.connector, r.connector)
            """;

    /** The id that the stream gives it: its place, in decimal. */
    public String id() {
        return Long.toString(seq);
    }

    static StoredEvent of(Row row) {
        String type = row.text(3);
        ObjectNode json = Json.object().put("type", type).put("id", Long.toString(row.integer(1)));
        json.put("at_ms", row.integer(2));
        put(json, "session_id", row.textOrNull(4));
        put(json, "run_id", id(row, 5, "run_"));
        put(json, "delivery_id", id(row, 8, "dlv_"));
        if (row.textOrNull(11) != null) {
            json.putObject("connector").put("kind", row.text(11)).put("name", row.text(12));
        }
        String data = row.textOrNull(13);
        if (data != null && Json.readStored(data) instanceof ObjectNode more) {
            for (var member : more.properties()) {
                if (!json.has(member.getKey())) {
                    json.set(member.getKey(), member.getValue());
                }
            }
        }
        return new StoredEvent(row.integer(1), type, json);
    }

    private static void put(ObjectNode json, String name, @Nullable String value) {
        if (value != null) {
            json.put(name, value);
        }
    }

    private static @Nullable String id(Row row, int column, String prefix) {
        Long seq = row.integerOrNull(column);
        return seq == null
                ? null
                : new RowId(row.integer(column + 2), seq, row.integer(column + 1)).text(prefix);
    }
}
