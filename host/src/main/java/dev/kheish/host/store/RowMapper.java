package dev.kheish.host.store;

/** Turns a row into a value. */
@FunctionalInterface
public interface RowMapper<T> {
    /** Reads the current row and keeps nothing of it. */
    T map(Row row);
}
