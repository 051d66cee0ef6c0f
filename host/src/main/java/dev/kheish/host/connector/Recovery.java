package dev.kheish.host.connector;

import dev.kheish.host.json.Json;
import dev.kheish.host.plugin.KindLease;
import dev.kheish.host.plugin.PluginFault;
import dev.kheish.spi.ConnectorException;
import dev.kheish.spi.RecoveryContext;
import dev.kheish.spi.StateMap;

import jakarta.json.spi.JsonProvider;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Has kinds end what a host that was killed left running of connectors that rest or are deleted.
 * Safe for use by many threads.
 */
final class Recovery {
    private static final System.Logger LOG = System.getLogger(Recovery.class.getName());

    private final ConnectorRooms rooms;
    private final ReentrantLock endingDeleted = new ReentrantLock();

    Recovery(ConnectorRooms rooms) {
        this.rooms = rooms;
    }

    /** True if nothing is left of it, as far as its kind can tell. */
    boolean of(Definition resting) {
        return !hasState(resting) || ask(resting.key(), resting.incarnation());
    }

    /**
     * Ends what is left of an incarnation that was deleted and closed, and forgets its state; until
     * then the state stays, so that a later start finds what to end.
     */
    void ofDeleted(Definition deleted) {
        endingDeleted.lock();
        try {
            if (hasState(deleted)) {
                forget(deleted.key(), deleted.incarnation());
            }
        } finally {
            endingDeleted.unlock();
        }
    }

    /** The same of all that were deleted. */
    void ofAllDeleted() {
        endingDeleted.lock();
        try {
            List<Deleted> all =
                    rooms.store()
                            .read(
                                    reader ->
                                            ConnectorStates.ofEnded(
                                                    reader,
                                                    row ->
                                                            new Deleted(
                                                                    row.integer(1),
                                                                    new ConnectorKey(
                                                                            row.text(2),
                                                                            row.text(3)))));
            all.forEach(deleted -> forget(deleted.key(), deleted.incarnation()));
        } finally {
            endingDeleted.unlock();
        }
    }

    private boolean hasState(Definition definition) {
        return rooms.store().read(reader -> ConnectorStates.any(reader, definition.incarnation()));
    }

    private void forget(ConnectorKey key, long incarnation) {
        if (!ask(key, incarnation)) {
            return;
        }
        try {
            rooms.store()
                    .write(
                            tx -> {
                                ConnectorStates.removeAll(tx, incarnation);
                                return key;
                            });
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt(); // the next start does it
        }
    }

    private boolean ask(ConnectorKey key, long incarnation) {
        Optional<KindLease> lease = rooms.kinds().lease(key.kind());
        if (lease.isEmpty()) {
            return false; // only the kind knows how
        }
        StateMap state = new IncarnationState(rooms.store(), incarnation, () -> {});
        try (KindLease held = lease.get()) {
            held.kind().recover(new Remains(key, state));
            return true;
        } catch (ConnectorException | PluginFault e) {
            LOG.log(
                    System.Logger.Level.WARNING,
                    "What an earlier run left of connector " + key + " is not ended yet",
                    e);
        }
        return false;
    }

    private record Deleted(long incarnation, ConnectorKey key) {}

    private record Remains(ConnectorKey key, StateMap state) implements RecoveryContext {
        @Override
        public String connector() {
            return key.name();
        }

        @Override
        public JsonProvider json() {
            return Json.provider();
        }

        @Override
        public System.Logger log() {
            return new PrefixedLog(key);
        }
    }
}
