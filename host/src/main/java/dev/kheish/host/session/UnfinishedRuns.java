package dev.kheish.host.session;

import dev.kheish.host.store.Reader;

/** Tells whether sessions are at work. */
@FunctionalInterface
public interface UnfinishedRuns {
    /** Whether a session has runs that have not ended. */
    boolean has(Reader reader, long session);
}
