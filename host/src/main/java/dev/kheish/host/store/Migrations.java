package dev.kheish.host.store;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.regex.Pattern;

/** Brings a database to the schema of this program, one numbered file after the other. */
final class Migrations {
    /** In order; number n is the n-th. Once released, a file never changes. */
    private static final List<String> FILES =
            List.of(
                    "001-foundation.sql",
                    "002-runs.sql",
                    "003-deliveries.sql",
                    "004-schedules.sql",
                    "005-leases.sql",
                    "006-written-behind.sql",
                    "007-retention.sql",
                    "008-sessions-written-behind.sql",
                    "009-session-keys.sql");

    private static final Pattern COMMAND_END = Pattern.compile(";\\s*\n");

    private Migrations() {}

    static void migrate(Connection connection, Dialect dialect) {
        migrate(connection, dialect, FILES.size());
    }

    /** Goes no further than a schema, as an older program would have left it. */
    static void migrate(Connection connection, Dialect dialect, int last) {
        try (Statement statement = connection.createStatement()) {
            int present = version(statement);
            if (present > FILES.size()) {
                throw new StoreException(
                        "The database has schema %d, this program knows up to %d: it was written by a newer version. Run that one, or restore a backup made before the update."
                                .formatted(present, FILES.size()));
            }
            for (int number = present + 1; number <= last; number++) {
                apply(statement, dialect, number);
            }
        } catch (SQLException e) {
            throw new StoreException("Failed to migrate the database", e);
        }
    }

    private static int version(Statement statement) throws SQLException {
        statement.execute("create table if not exists schema_version (number integer not null)");
        try (ResultSet results = statement.executeQuery("select max(number) from schema_version")) {
            return results.next() ? results.getInt(1) : 0;
        }
    }

    private static void apply(Statement statement, Dialect dialect, int number)
            throws SQLException {
        statement.execute(dialect.beginWrite());
        try {
            for (String command : COMMAND_END.splitAsStream(read(FILES.get(number - 1))).toList()) {
                if (!command.isBlank()) {
                    statement.execute(dialect.render(command));
                }
            }
            statement.execute("insert into schema_version (number) values (" + number + ")");
            statement.execute("commit");
        } catch (SQLException e) {
            statement.execute("rollback");
            throw e;
        }
    }

    private static String read(String file) {
        try (InputStream in = Migrations.class.getResourceAsStream(file)) {
            if (in == null) {
                throw new StoreException("The program lacks its migration " + file);
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException("Failed to read migration " + file, e);
        }
    }
}
