package dev.kheish.host.connector;

import com.fasterxml.jackson.databind.JsonNode;

import dev.kheish.host.connector.ConnectorFile.Parsed;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Reads the connectors file and keeps what became of it. Reading is done under the lock of {@link
 * Connectors}; asking is safe for many threads.
 */
final class FileReading {
    private static final System.Logger LOG = System.getLogger(FileReading.class.getName());

    private final ConnectorRooms rooms;
    private final Entries entries;
    private final ConnectorFile file;
    private final FileEntries fileEntries;
    private volatile FileReport report;
    private volatile Set<ConnectorKey> unread = Set.of();
    private String stamp = "";

    FileReading(ConnectorRooms rooms, Entries entries, Announcements announcements) {
        this.rooms = rooms;
        this.entries = entries;
        this.file = new ConnectorFile(rooms.file());
        this.fileEntries = new FileEntries(rooms, entries, announcements);
        this.report = new FileReport(rooms.file().toString(), Optional.empty(), List.of(), 0);
    }

    /** How the last reading went. */
    FileReport report() {
        return report;
    }

    /** Whether the file had this connector once and cannot be read now. */
    boolean hidesPerhaps(ConnectorKey key) {
        return unread.contains(key);
    }

    boolean changed() {
        return !file.stamp().equals(stamp);
    }

    /** Makes the connectors of source file those of the file, and gives those that changed. */
    List<Entry> read() throws InterruptedException {
        stamp = file.stamp();
        String path = file.path().toString();
        long at = rooms.clock().millis();
        return switch (file.parse()) {
            case Parsed.Good(Map<ConnectorKey, JsonNode> wanted) -> {
                FileEntries.Applied applied = fileEntries.apply(wanted);
                report = new FileReport(path, Optional.empty(), applied.refused(), at);
                unread = Set.of();
                yield applied.changed();
            }
            case Parsed.Bad(String reason) -> {
                LOG.log(
                        System.Logger.Level.WARNING,
                        "Connectors file {0} cannot be used, what it said before stays in force: {1}",
                        path,
                        reason);
                report = new FileReport(path, Optional.of(reason), report.refused(), at);
                yield List.of();
            }
            case Parsed.Absent() -> {
                report = new FileReport(path, absence(), report.refused(), at);
                yield List.of();
            }
        };
    }

    // Editors take a file away before they put the new one there: the last one stays in force.
    private Optional<String> absence() {
        boolean missed =
                entries.stream()
                        .anyMatch(entry -> entry.definition().source() == ConnectorSource.FILE);
        return missed ? Optional.of("It is gone; what it said stays in force.") : Optional.empty();
    }

    /** After the first reading: what the file had when the host ran last, and has no more. */
    void vanishAbsent() throws InterruptedException {
        List<Definition> absent = new ArrayList<>();
        for (Definition definition : rooms.store().read(ConnectorTable::living)) {
            if (definition.source() == ConnectorSource.FILE
                    && entries.get(definition.key()) == null) {
                absent.add(definition);
            }
        }
        if (report.error().isPresent()) { // nobody knows what the file wanted
            unread = absent.stream().map(Definition::key).collect(Collectors.toSet());
        } else {
            fileEntries.vanish(absent);
        }
    }
}
