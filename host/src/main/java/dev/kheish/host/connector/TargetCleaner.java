package dev.kheish.host.connector;

import dev.kheish.host.store.Tx;

/** Drops the stored targets that name a connector which is being deleted. */
@FunctionalInterface
public interface TargetCleaner {
    /** Each session that names it loses just that target, with an event. */
    void forget(Tx tx, String kind, String name);
}
