package dev.kheish.host.connector;

import dev.kheish.host.store.Reader;
import dev.kheish.host.store.RowMapper;
import dev.kheish.host.store.Tx;

import jakarta.json.JsonValue;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The small maps that incarnations keep. */
public final class ConnectorStates {
    private static final int MAX_KEYS = 1000;
    private static final int MAX_KEY = 255;
    private static final int MAX_VALUE = 64 * 1024;

    private ConnectorStates() {}

    /**
     * Stores values over whatever was there, in the current commit.
     *
     * @throws IllegalArgumentException if a key or value is too long, or there are too many
     */
    public static void put(Tx tx, long incarnation, Map<String, JsonValue> values) {
        values.forEach((key, value) -> put(tx, incarnation, key, value.toString()));
        if (tx.number("select count(*) from connector_state where connector = ?", 0, incarnation)
                > MAX_KEYS) {
            throw new IllegalArgumentException(
                    "The state of a connector has at most " + MAX_KEYS + " keys");
        }
    }

    static Optional<String> get(Reader reader, long incarnation, String key) {
        return reader.one(
                "select value from connector_state where connector = ? and name = ?",
                row -> row.text(1),
                incarnation,
                key);
    }

    static boolean any(Reader reader, long incarnation) {
        return reader.one(
                        "select 1 from connector_state where connector = ? limit 1",
                        row -> row.integer(1),
                        incarnation)
                .isPresent();
    }

    /** Incarnations that ended and still have a map: number, kind and name. */
    static <T> List<T> ofEnded(Reader reader, RowMapper<T> each) {
        return reader.list(
                "select seq, kind, name from connector where ended_ms is not null and seq in"
                        + " (select distinct connector from connector_state)",
                each);
    }

    static void remove(Tx tx, long incarnation, String key) {
        tx.update("delete from connector_state where connector = ? and name = ?", incarnation, key);
    }

    static void removeAll(Tx tx, long incarnation) {
        tx.update("delete from connector_state where connector = ?", incarnation);
    }

    private static void put(Tx tx, long incarnation, String key, String json) {
        if (key.length() > MAX_KEY) {
            throw new IllegalArgumentException(
                    "A key of a connector's state has at most " + MAX_KEY + " characters");
        }
        if (json.getBytes(StandardCharsets.UTF_8).length > MAX_VALUE) {
            throw new IllegalArgumentException(
                    "A value of a connector's state has at most " + MAX_VALUE + " bytes: " + key);
        }
        tx.update(
                "insert into connector_state (connector, name, value) values (?, ?, ?)"
                        + " on conflict (connector, name) do update set value = excluded.value",
                incarnation,
                key,
                json);
    }
}
