package dev.kheish.host.connector;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

import dev.kheish.host.connector.FileReport.Refused;
import dev.kheish.host.json.Json;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Turns the entries of the connectors file into connectors. Under the lock of {@link Connectors}.
 */
final class FileEntries {
    // What a file says stays in the file: rows are for what must outlive it.
    private static final ObjectNode NOTHING = Json.object();

    private final ConnectorRooms rooms;
    private final Entries entries;
    private final Announcements announcements;

    FileEntries(ConnectorRooms rooms, Entries entries, Announcements announcements) {
        this.rooms = rooms;
        this.entries = entries;
        this.announcements = announcements;
    }

    /** Makes the connectors of source file those of the file. */
    Applied apply(Map<ConnectorKey, JsonNode> wanted) throws InterruptedException {
        List<Refused> refused = new ArrayList<>();
        List<Entry> changed = new ArrayList<>();
        for (Map.Entry<ConnectorKey, JsonNode> each : wanted.entrySet()) {
            ConnectorKey key = each.getKey();
            Entry entry = entries.get(key);
            if (!key.hasValidName()) {
                refused.add(
                        new Refused(key, "invalid_name", "A name has " + ConnectorKey.RULE + "."));
            } else if (entry == null) {
                changed.add(add(key, each.getValue()));
            } else if (entry.definition().source() == ConnectorSource.DAEMON) {
                refused.add(
                        new Refused(
                                key,
                                "name_taken",
                                "A connector of this name was made through the API; it stays in"
                                        + " force."));
            } else if (change(entry, each.getValue())) {
                changed.add(entry);
            }
        }
        for (Entry entry : entries.sorted()) {
            if (entry.definition().source() == ConnectorSource.FILE
                    && !wanted.containsKey(entry.key())) {
                vanish(entry);
                changed.add(entry);
            }
        }
        return new Applied(List.copyOf(refused), List.copyOf(changed));
    }

    /** Rows of file connectors that the file does not have when the host starts. */
    void vanish(List<Definition> absent) throws InterruptedException {
        if (!absent.isEmpty()) {
            rooms.store()
                    .write(
                            tx -> {
                                absent.forEach(
                                        gone ->
                                                ConnectorTable.vanish(
                                                        tx, gone.incarnation(), now()));
                                return absent;
                            });
        }
    }

    private Entry add(ConnectorKey key, JsonNode given) throws InterruptedException {
        ObjectNode settings = given instanceof ObjectNode object ? object : Json.object();
        Definition asked =
                new Definition(
                        0, key, ConnectorSource.FILE, settings, 1, false, false, now(), now());
        Definition made =
                rooms.store()
                        .write(
                                tx -> {
                                    Optional<Definition> known = ConnectorTable.living(tx, key);
                                    if (known.isPresent()) {
                                        Definition back =
                                                known.get()
                                                        .withSettings(
                                                                settings,
                                                                known.get().revision(),
                                                                known.get().updatedMs());
                                        ConnectorTable.update(tx, back, NOTHING);
                                        return back;
                                    }
                                    Definition inserted = ConnectorTable.insert(tx, asked, NOTHING);
                                    announcements.append(tx, "connector_created", inserted);
                                    return inserted;
                                });
        Entry entry = new Entry(made, Situation.of(ConnectorState.STARTING, now()));
        entry.fileProblem(problem(given));
        entries.add(entry);
        return entry;
    }

    private boolean change(Entry entry, JsonNode given) throws InterruptedException {
        ObjectNode settings = given instanceof ObjectNode object ? object : Json.object();
        Definition before = entry.definition();
        String problem = problem(given);
        boolean sameProblem =
                Optional.ofNullable(problem).equals(Optional.ofNullable(entry.fileProblem()));
        if (before.settings().equals(settings) && sameProblem) {
            return false;
        }
        Definition after = before.withSettings(settings, before.revision() + 1, now());
        rooms.store()
                .write(
                        tx -> {
                            ConnectorTable.update(tx, after, NOTHING);
                            announcements.append(tx, "connector_updated", after);
                            return after;
                        });
        entry.fileProblem(problem);
        entry.define(after);
        return true;
    }

    // The incarnation lives on: should the entry come back, events it has seen are still
    // duplicates.
    private void vanish(Entry entry) throws InterruptedException {
        rooms.store()
                .write(
                        tx -> {
                            ConnectorTable.vanish(tx, entry.definition().incarnation(), now());
                            announcements.append(tx, "connector_deleted", entry.definition());
                            return entry;
                        });
        entries.remove(entry);
    }

    private static @Nullable String problem(JsonNode given) {
        return given.isObject() ? null : "Its entry in the file must be an object.";
    }

    private long now() {
        return rooms.clock().millis();
    }

    /** What came of it; changed entries want to be reconciled. */
    record Applied(List<Refused> refused, List<Entry> changed) {}
}
