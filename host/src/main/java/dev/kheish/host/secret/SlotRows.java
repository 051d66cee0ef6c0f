package dev.kheish.host.secret;

import dev.kheish.host.store.Reader;
import dev.kheish.host.store.Row;
import dev.kheish.host.store.Tx;

import org.jspecify.annotations.Nullable;

import java.util.List;
import java.util.Optional;

/** The rows of the slots. */
final class SlotRows {
    static final String PROVIDER = "generic";
    static final String MODE = "opaque_secret";

    private static final String STATUS =
            "select name, provider, mode, revoked, version, automatic, created_ms, updated_ms"
                    + " from secret_slot";

    private SlotRows() {}

    static Optional<SlotStatus> status(Reader reader, String name) {
        return reader.one(STATUS + " where name = ?", SlotRows::status, name);
    }

    static List<SlotStatus> list(Reader reader, String after, int limit) {
        return reader.list(
                STATUS + " where name > ? order by name limit ?", SlotRows::status, after, limit);
    }

    static List<String> automaticOf(Reader reader, long incarnation) {
        return reader.list(
                "select name from secret_slot where automatic = ?",
                row -> row.text(1),
                incarnation);
    }

    /** State and ciphertext. */
    static Optional<Stored> stored(Reader reader, String name) {
        return reader.one(
                "select ciphertext, revoked from secret_slot where name = ?",
                row -> new Stored(new SealedSecret(name, row.bytes(1)), row.flag(2)),
                name);
    }

    static void put(Tx tx, SealedSecret secret, @Nullable Long automatic, long now) {
        tx.update(
                "insert into secret_slot (name, provider, mode, ciphertext, automatic, revoked,"
                        + " version, created_ms, updated_ms) values (?, ?, ?, ?, ?, 0, 1, ?, ?) on"
                        + " conflict (name) do update set ciphertext = excluded.ciphertext, revoked ="
                        + " 0, version = secret_slot.version + 1, updated_ms = excluded.updated_ms",
                secret.slot(),
                PROVIDER,
                MODE,
                secret.ciphertext(),
                automatic,
                now,
                now);
    }

    static boolean delete(Tx tx, String name) {
        return tx.update("delete from secret_slot where name = ?", name) > 0;
    }

    static boolean revoke(Tx tx, String name, long now) {
        return tx.update(
                        "update secret_slot set revoked = 1, updated_ms = ? where name = ?",
                        now,
                        name)
                > 0;
    }

    private static SlotStatus status(Row row) {
        return new SlotStatus(
                row.text(1),
                row.text(2),
                row.text(3),
                row.flag(4),
                row.integer(5),
                row.integerOrNull(6),
                row.integer(7),
                row.integer(8));
    }

    record Stored(SealedSecret sealed, boolean revoked) {}
}
