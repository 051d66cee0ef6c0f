package dev.kheish.host.run;

import dev.kheish.host.connector.StoredTarget;
import dev.kheish.host.store.Tx;

import java.util.List;

/** Takes outputs that are to be delivered. For the writer thread. */
@FunctionalInterface
public interface Outbox {
    /**
     * Adds one delivery for each target in the current commit; without targets there is nothing to
     * do.
     */
    void add(Tx tx, StoredOutput output, List<StoredTarget> targets);
}
