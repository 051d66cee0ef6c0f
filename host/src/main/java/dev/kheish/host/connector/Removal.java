package dev.kheish.host.connector;

import dev.kheish.host.json.Json;
import dev.kheish.host.store.Tx;

import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Ends incarnations: by DELETE, after draining, or long after a file let go of them. */
final class Removal {
    static final String DAEMON = "daemon";

    private final ConnectorRooms rooms;
    private final UpperRooms upper;
    private final Entries entries;
    private final References references;
    private final SlotUsers users;
    private final Announcements announcements;

    Removal(
            ConnectorRooms rooms,
            UpperRooms upper,
            Entries entries,
            References references,
            Announcements announcements) {
        this.rooms = rooms;
        this.upper = upper;
        this.entries = entries;
        this.references = references;
        this.users = new SlotUsers(rooms.kinds(), entries);
        this.announcements = announcements;
    }

    /** Deletes one that nothing refers to, or lets it drain. The entry wants to be reconciled. */
    DeleteOutcome delete(Entry entry, String actor, boolean drain) throws InterruptedException {
        Definition definition = entry.definition();
        if (definition.source() == ConnectorSource.FILE) {
            return new DeleteOutcome.FileBacked();
        }
        List<Reference> ofConnectors = references.ofConnectors(entry.key());
        Set<String> kept = users.otherThan(entry.key());
        List<Reference> found =
                rooms.store()
                        .write(
                                tx -> {
                                    List<Reference> all =
                                            references.of(tx, definition, ofConnectors);
                                    if (all.isEmpty()) {
                                        end(tx, definition, actor, kept);
                                    } else if (drain && !definition.draining()) {
                                        ConnectorTable.update(tx, definition.drained());
                                        audit(tx, definition, actor, "connector_draining");
                                    }
                                    return all;
                                });
        if (found.isEmpty()) {
            entries.remove(entry);
            return new DeleteOutcome.Deleted();
        }
        if (!drain) {
            return new DeleteOutcome.InUse(found);
        }
        entry.define(definition.drained());
        return new DeleteOutcome.Draining(found);
    }

    /** Ends a connector that the file no longer has. */
    DeleteOutcome forget(ConnectorKey key, String actor) throws InterruptedException {
        Set<String> kept = users.otherThan(key);
        return rooms.store()
                .write(
                        tx -> {
                            Optional<Definition> left = ConnectorTable.living(tx, key);
                            left.ifPresent(definition -> end(tx, definition, actor, kept));
                            return left.isPresent()
                                    ? new DeleteOutcome.Deleted()
                                    : new DeleteOutcome.Unknown();
                        });
    }

    /** Ends those that left the file longer ago than receipts are kept. */
    void forgetVanished() throws InterruptedException {
        long before = rooms.clock().millis() - rooms.retention().toMillis();
        for (Definition left :
                rooms.store().read(reader -> ConnectorTable.vanishedBefore(reader, before))) {
            forget(left.key(), DAEMON);
        }
    }

    private void end(Tx tx, Definition definition, String actor, Set<String> kept) {
        long incarnation = definition.incarnation();
        ConnectorTable.end(tx, incarnation, rooms.clock().millis());
        ConnectorStates.removeAll(tx, incarnation);
        rooms.secrets().deleteAutomatic(tx, incarnation, actor, kept::contains);
        upper.cleaner().forget(tx, definition.key().kind(), definition.key().name());
        announcements.append(tx, "connector_deleted", definition);
        audit(tx, definition, actor, "connector_deleted");
    }

    private void audit(Tx tx, Definition definition, String actor, String action) {
        rooms.audit().append(tx, actor, action, definition.key().toString(), Json.object());
    }
}
