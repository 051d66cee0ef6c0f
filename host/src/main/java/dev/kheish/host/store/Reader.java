package dev.kheish.host.store;

import org.jspecify.annotations.Nullable;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Runs prepared statements on one connection and keeps them. For one thread at a time. Arguments
 * are {@code Long}, {@code Integer}, {@code Boolean}, {@code String}, {@code byte[]} or null.
 */
public class Reader {
    private final Connection connection;
    private final Map<String, PreparedStatement> statements = new HashMap<>();

    Reader(Connection connection) {
        this.connection = connection;
    }

    /** The first row, if there is one. */
    public final <T> Optional<T> one(String sql, RowMapper<T> mapper, @Nullable Object... args) {
        try (ResultSet results = bind(sql, args).executeQuery()) {
            return results.next() ? Optional.of(mapper.map(new Row(results))) : Optional.empty();
        } catch (SQLException e) {
            throw failed(sql, e);
        }
    }

    /** All rows; the statement bounds how many. */
    public final <T> List<T> list(String sql, RowMapper<T> mapper, @Nullable Object... args) {
        try (ResultSet results = bind(sql, args).executeQuery()) {
            Row row = new Row(results);
            List<T> found = new ArrayList<>();
            while (results.next()) {
                found.add(mapper.map(row));
            }
            return found;
        } catch (SQLException e) {
            throw failed(sql, e);
        }
    }

    /** The first column of the first row, or {@code otherwise}. */
    public final long number(String sql, long otherwise, @Nullable Object... args) {
        return one(sql, row -> row.integer(1), args).orElse(otherwise);
    }

    /** The statement with its arguments bound. */
    final PreparedStatement bind(String sql, @Nullable Object... args) throws SQLException {
        before(sql);
        return bindNow(sql, args);
    }

    /** Runs before each statement; a reader has nothing to do. */
    void before(String sql) {}

    final PreparedStatement bindNow(String sql, @Nullable Object... args) throws SQLException {
        PreparedStatement statement = statements.get(sql);
        if (statement == null) {
            statement = connection.prepareStatement(sql);
            statements.put(sql, statement);
        }
        for (int i = 0; i < args.length; i++) {
            bind(statement, i + 1, args[i]);
        }
        return statement;
    }

    final Connection connection() {
        return connection;
    }

    static StoreException failed(String sql, SQLException e) {
        return new StoreException("Failed: " + sql.strip().replaceAll("\\s+", " "), e);
    }

    private static void bind(PreparedStatement statement, int index, @Nullable Object value)
            throws SQLException {
        switch (value) {
            case null -> statement.setObject(index, null);
            case Long number -> statement.setLong(index, number);
            case Integer number -> statement.setLong(index, number);
            case Boolean flag -> statement.setLong(index, flag ? 1 : 0);
            case String text -> statement.setString(index, text);
            case byte[] bytes -> statement.setBytes(index, bytes);
            default ->
                    throw new IllegalArgumentException(
                            "Cannot store a " + value.getClass().getName());
        }
    }
}
