package dev.kheish.host.connector;

import dev.kheish.host.json.Json;
import dev.kheish.host.secret.LeaseHolder;
import dev.kheish.host.store.Tx;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/** Ends incarnations: by DELETE, after draining, or long after a file let go of them. */
final class Removal {
    static final String DAEMON = "daemon";

    private final ConnectorRooms rooms;
    private final TargetCleaner cleaner;
    private final Entries entries;
    private final References references;
    private final SlotUsers users;
    private final Announcements announcements;
    private final Consumer<Definition> forgotten;

    Removal(Parts parts) {
        this.rooms = parts.rooms();
        this.cleaner = parts.cleaner();
        this.entries = parts.entries();
        this.references = parts.references();
        this.users = new SlotUsers(rooms.kinds(), entries);
        this.announcements = parts.announcements();
        this.forgotten = parts.forgotten();
    }

    /**
     * What it works with.
     *
     * @param forgotten called with what ended and has no entry that could be reconciled
     */
    record Parts(
            ConnectorRooms rooms,
            TargetCleaner cleaner,
            Entries entries,
            References references,
            Announcements announcements,
            Consumer<Definition> forgotten) {}

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
                                        ConnectorTable.mark(tx, definition.drained());
                                        audit(tx, definition, actor, "connector_draining");
                                    }
                                    return all;
                                });
        if (found.isEmpty()) {
            entry.end();
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
        Optional<Definition> ended =
                rooms.store()
                        .write(
                                tx -> {
                                    Optional<Definition> left = ConnectorTable.living(tx, key);
                                    left.ifPresent(definition -> end(tx, definition, actor, kept));
                                    return left;
                                });
        ended.ifPresent(forgotten);
        return ended.isPresent() ? new DeleteOutcome.Deleted() : new DeleteOutcome.Unknown();
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
        rooms.secrets().deleteAutomatic(tx, incarnation, actor, kept::contains);
        forgetSubject(tx, definition);
        cleaner.forget(tx, definition.key().kind(), definition.key().name());
        announcements.append(tx, "connector_deleted", definition);
        audit(tx, definition, actor, "connector_deleted");
    }

    // A namesake that comes later starts with the rights of a new one.
    private void forgetSubject(Tx tx, Definition definition) {
        String name = definition.key().name();
        long namesakes =
                tx.number(
                        "select count(*) from connector where name = ? and ended_ms is null",
                        0,
                        name);
        if (namesakes == 0) {
            rooms.leases().forget(tx, LeaseHolder.subjectOf(name));
        }
    }

    private void audit(Tx tx, Definition definition, String actor, String action) {
        rooms.audit().append(tx, actor, action, definition.key().toString(), Json.object());
    }
}
