package dev.kheish.host.connector;

import com.fasterxml.jackson.databind.node.ObjectNode;

import dev.kheish.host.json.Json;
import dev.kheish.host.store.Reader;
import dev.kheish.host.store.Row;
import dev.kheish.host.store.Sequence;
import dev.kheish.host.store.Tx;

import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** The rows of the connectors, one an incarnation. */
final class ConnectorTable {
    private static final String COLUMNS =
            "select seq, kind, name, source, settings, revision, paused, draining, created_ms,"
                    + " updated_ms from connector";

    private ConnectorTable() {}

    /** Those that live, with settings as they lie on the disk. */
    static List<Definition> living(Reader reader) {
        return reader.list(COLUMNS + " where ended_ms is null", ConnectorTable::definition);
    }

    static Optional<Definition> living(Reader reader, ConnectorKey key) {
        return reader.one(
                COLUMNS + " where kind = ? and name = ? and ended_ms is null",
                ConnectorTable::definition,
                key.kind(),
                key.name());
    }

    /**
     * A new incarnation; the writer's number and the next revision are filled in.
     *
     * @param stored its settings as they may lie on a disk
     */
    static Definition insert(Tx tx, Definition asked, ObjectNode stored) {
        long revision =
                tx.number(
                        "select coalesce(max(revision), 0) + 1 from connector where kind = ? and"
                                + " name = ?",
                        1,
                        asked.key().kind(),
                        asked.key().name());
        Definition made =
                new Definition(
                        tx.next(Sequence.CONNECTOR),
                        asked.key(),
                        asked.source(),
                        asked.settings(),
                        revision,
                        asked.paused(),
                        asked.draining(),
                        asked.createdMs(),
                        asked.updatedMs());
        tx.update(
                "insert into connector (seq, kind, name, source, settings, revision, paused,"
                        + " draining, created_ms, updated_ms) values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                made.incarnation(),
                made.key().kind(),
                made.key().name(),
                made.source().text(),
                Json.write(stored),
                made.revision(),
                made.paused(),
                made.draining(),
                made.createdMs(),
                made.updatedMs());
        return made;
    }

    /**
     * Settings that changed, or an entry that came back into the file.
     *
     * @param stored the settings as they may lie on a disk
     */
    static void update(Tx tx, Definition changed, ObjectNode stored) {
        tx.update(
                "update connector set settings = ?, revision = ?, updated_ms = ?, vanished_ms = null"
                        + " where seq = ?",
                Json.write(stored),
                changed.revision(),
                changed.updatedMs(),
                changed.incarnation());
    }

    /** Whether it is paused and whether it drains. */
    static void mark(Tx tx, Definition changed) {
        tx.update(
                "update connector set paused = ?, draining = ? where seq = ?",
                changed.paused(),
                changed.draining(),
                changed.incarnation());
    }

    static void vanish(Tx tx, long incarnation, long now) {
        tx.update(
                "update connector set vanished_ms = ? where seq = ? and vanished_ms is null",
                now,
                incarnation);
    }

    static void end(Tx tx, long incarnation, long now) {
        tx.update(
                "update connector set ended_ms = ? where seq = ? and ended_ms is null",
                now,
                incarnation);
    }

    /** File connectors whose entry left the file before a time. */
    static List<Definition> vanishedBefore(Reader reader, long before) {
        return reader.list(
                COLUMNS + " where ended_ms is null and vanished_ms < ? limit 100",
                ConnectorTable::definition,
                before);
    }

    private static Definition definition(Row row) {
        return new Definition(
                row.integer(1),
                new ConnectorKey(row.text(2), row.text(3)),
                ConnectorSource.valueOf(row.text(4).toUpperCase(Locale.ROOT)),
                (ObjectNode) Json.readStored(row.text(5)),
                row.integer(6),
                row.flag(7),
                row.flag(8),
                row.integer(9),
                row.integer(10));
    }
}
