package dev.kheish.host.store;

/** What one caller wants read, from one consistent state. */
@FunctionalInterface
public interface Query<T> {
    /** Reads it. */
    T run(Reader reader);
}
