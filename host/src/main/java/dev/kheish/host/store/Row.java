package dev.kheish.host.store;

import org.jspecify.annotations.Nullable;

import java.sql.ResultSet;
import java.sql.SQLException;

/** The current row of a result. Columns count from 1. */
public final class Row {
    private final ResultSet results;

    Row(ResultSet results) {
        this.results = results;
    }

    /** A whole number; 0 for null. */
    public long integer(int column) {
        try {
            return results.getLong(column);
        } catch (SQLException e) {
            throw unreadable(column, e);
        }
    }

    /** A whole number, or null. */
    public @Nullable Long integerOrNull(int column) {
        try {
            long value = results.getLong(column);
            return results.wasNull() ? null : value;
        } catch (SQLException e) {
            throw unreadable(column, e);
        }
    }

    /** Text that is never null. */
    public String text(int column) {
        String value = textOrNull(column);
        if (value == null) {
            throw new StoreException("Column " + column + " is null where it may not be");
        }
        return value;
    }

    /** Text, or null. */
    public @Nullable String textOrNull(int column) {
        try {
            return results.getString(column);
        } catch (SQLException e) {
            throw unreadable(column, e);
        }
    }

    /** Bytes that are never null. */
    public byte[] bytes(int column) {
        byte[] value = bytesOrNull(column);
        if (value == null) {
            throw new StoreException("Column " + column + " is null where it may not be");
        }
        return value;
    }

    /** Bytes, or null. */
    public byte @Nullable [] bytesOrNull(int column) {
        try {
            return results.getBytes(column);
        } catch (SQLException e) {
            throw unreadable(column, e);
        }
    }

    /** True for any number but 0. */
    public boolean flag(int column) {
        return integer(column) != 0;
    }

    private static StoreException unreadable(int column, SQLException e) {
        return new StoreException("Failed to read column " + column, e);
    }
}
