package dev.kheish.host.store;

/**
 * What one caller wants done in one transaction. Runs on the writer thread, perhaps beside others
 * in one commit, perhaps twice if one of those fails; so it changes nothing outside the database
 * except through {@link Tx#afterCommit}. Must be short and must not wait.
 */
@FunctionalInterface
public interface Work<T> {
    /** Does it. An exception undoes just this work. */
    T run(Tx tx);
}
