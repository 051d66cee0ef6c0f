package dev.kheish.host.session;

import dev.kheish.host.store.Reader;
import dev.kheish.host.store.Store;

import java.time.Clock;
import java.util.List;
import java.util.Optional;

/** Minimal records that session policies may name. Safe for use by many threads. */
public final class Personas {
    private final Store store;
    private final Clock clock;

    public Personas(Store store, Clock clock) {
        this.store = store;
        this.clock = clock;
    }

    /** One persona; {@code data} is a JSON object of the operator's. */
    public record Persona(String id, String data, long createdMs, long updatedMs) {}

    /** Whether a persona exists, seen from inside a transaction. */
    public static boolean exists(Reader reader, String id) {
        return reader.one("select 1 from persona where id = ?", row -> row.integer(1), id)
                .isPresent();
    }

    /** Whether a persona exists. */
    public boolean exists(String id) {
        return store.read(reader -> exists(reader, id));
    }

    /** Makes a persona or replaces its data. */
    public Persona put(String id, String data) throws InterruptedException {
        long now = clock.millis();
        return store.write(
                tx -> {
                    tx.update(
                            "insert into persona (id, data, created_ms, updated_ms) values (?, ?, ?, ?)"
                                    + " on conflict (id) do update set data = excluded.data,"
                                    + " updated_ms = excluded.updated_ms",
                            id,
                            data,
                            now,
                            now);
                    return find(tx, id).orElseThrow();
                });
    }

    /** One persona. */
    public Optional<Persona> find(String id) {
        return store.read(reader -> find(reader, id));
    }

    /** Personas in the order of their ids, after {@code after}. */
    public List<Persona> list(String after, int limit) {
        return store.read(
                reader ->
                        reader.list(
                                "select id, data, created_ms, updated_ms from persona where id > ? order by id limit ?",
                                row ->
                                        new Persona(
                                                row.text(1),
                                                row.text(2),
                                                row.integer(3),
                                                row.integer(4)),
                                after,
                                limit));
    }

    /** What became of a wish to delete. */
    public enum Deletion {
        /** It is gone. */
        DELETED,
        /** There was none. */
        UNKNOWN,
        /** Sessions have it. */
        IN_USE
    }

    /** Deletes a persona that no session has. */
    public Deletion delete(String id) throws InterruptedException {
        return store.write(
                tx -> {
                    if (!exists(tx, id)) {
                        return Deletion.UNKNOWN;
                    }
                    if (tx.one(
                                    "select 1 from session where persona_id = ? and deleted_ms is null limit 1",
                                    row -> row.integer(1),
                                    id)
                            .isPresent()) {
                        return Deletion.IN_USE;
                    }
                    tx.update("delete from persona where id = ?", id);
                    return Deletion.DELETED;
                });
    }

    private static Optional<Persona> find(Reader reader, String id) {
        return reader.one(
                "select id, data, created_ms, updated_ms from persona where id = ?",
                row -> new Persona(row.text(1), row.text(2), row.integer(3), row.integer(4)),
                id);
    }
}
