package dev.kheish.host.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kheish.host.session.Resolution;
import dev.kheish.host.session.Session;
import dev.kheish.host.session.SessionHints;
import dev.kheish.host.session.Sessions;
import dev.kheish.host.stream.EventLog;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.util.List;
import java.util.Optional;

/** Databases of older programs. */
class MigrationsTest {
    @TempDir Path folder;

    @Test
    void sessionsAndTheirKeysAreFoundAfterTheyLeftTheirIndexes() throws Exception {
        Path file = folder.resolve("test.db");
        old(
                file,
                7,
                "insert into sequence values ('session', 1000)",
                "insert into session (seq, id, created_ms, deleted_ms) values (1, 'again', 0, 5)",
                "insert into session (seq, id, created_ms, deleted_ms) values (2, 'gone', 0, 5)",
                "insert into session (seq, id, created_ms) values (3, 'again', 6)",
                "insert into session (seq, id, created_ms) values (4, 'other', 7)",
                "insert into binding values ('z-key', 3, 8), ('a-key', 4, 9), ('b-key', 3, 10)");

        try (Store store = Store.open(file);
                Sessions sessions =
                        new Sessions(store, new EventLog(Clock.systemUTC()), Clock.systemUTC())) {
            assertThat(seq(store, sessions, "again")).isEqualTo(3);
            assertThat(seq(store, sessions, "other")).isEqualTo(4);
            assertThat(seq(store, sessions, "gone")).isZero();
            assertThat(led(store, sessions, "z-key")).isEqualTo(3);
            assertThat(led(store, sessions, "b-key")).isEqualTo(3);
            assertThat(led(store, sessions, "a-key")).isEqualTo(4);
            assertThat(store.<Long>write(tx -> tx.next(Sequence.BINDING))).isGreaterThan(3);
        }
    }

    @Test
    void anEmptyDatabaseOfAnySchemaBecomesOneOfThis() throws Exception {
        for (int schema = 1; schema <= 7; schema++) {
            Path file = folder.resolve(schema + ".db");
            old(file, schema);

            try (Store store = Store.open(file);
                    Sessions sessions =
                            new Sessions(
                                    store, new EventLog(Clock.systemUTC()), Clock.systemUTC())) {
                assertThat(seq(store, sessions, "any")).isZero();
            }
        }
    }

    private static void old(Path file, int schema, String... rows) throws SQLException {
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file)) {
            Migrations.migrate(connection, Dialect.SQLITE, schema);
            try (Statement statement = connection.createStatement()) {
                for (String row : rows) {
                    statement.execute(row);
                }
            }
        }
    }

    private static long seq(Store store, Sessions sessions, String id) {
        Optional<Session> found = store.read(reader -> sessions.read(reader, id));
        return found.map(Session::seq).orElse(0L);
    }

    private static long led(Store store, Sessions sessions, String key)
            throws InterruptedException {
        SessionHints hints = new SessionHints(null, null, key, List.of(), null);
        return store.write(
                tx ->
                        sessions.resolve(tx, hints) instanceof Resolution.Existing(Session session)
                                ? session.seq()
                                : 0L);
    }
}
