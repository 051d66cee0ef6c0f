package dev.kheish.host.audit;

import com.fasterxml.jackson.databind.node.ObjectNode;

import dev.kheish.host.json.Json;
import dev.kheish.host.retention.Slice;
import dev.kheish.host.store.Reader;
import dev.kheish.host.store.Row;
import dev.kheish.host.store.Sequence;
import dev.kheish.host.store.Store;
import dev.kheish.host.store.Tx;

import java.time.Clock;
import java.util.HexFormat;
import java.util.List;
import java.util.OptionalLong;

/**
 * The durable record of changes and of secret reads. Entries are appended in the commit of the
 * change they tell of. Appending is for the writer thread; all else is safe for many threads.
 */
public final class AuditLog {
    private static final String COLUMNS =
            "select seq, at_ms, actor, action, subject, detail, hash from audit";
    private static final int BATCH = 500;

    private final Clock clock;

    public AuditLog(Clock clock) {
        this.clock = clock;
    }

    /**
     * Appends in the current commit.
     *
     * @param actor name of the caller's token, or which part of the host acts
     * @param action stable word such as {@code connector_put}
     * @param subject what it is done to, such as {@code kind/name}
     * @param detail what else is worth knowing; no secret
     */
    public void append(Tx tx, String actor, String action, String subject, ObjectNode detail) {
        byte[] previous =
                tx.one("select hash from audit order by seq desc limit 1", row -> row.bytes(1))
                        .orElseGet(() -> Anchor.read(tx).hash());
        long seq = tx.next(Sequence.AUDIT);
        long now = clock.millis();
        String text = Json.write(detail);
        byte[] hash = new Link(seq, now, actor, action, subject, text).hash(previous);
        tx.update(
                "insert into audit (seq, at_ms, actor, action, subject, detail, hash) values (?, ?, ?, ?, ?, ?, ?)",
                seq,
                now,
                actor,
                action,
                subject,
                text,
                hash);
    }

    /** Entries before number {@code before}, newest first. */
    public List<AuditEntry> list(Reader reader, OptionalLong before, int limit) {
        return reader.list(
                COLUMNS + " where seq < ? order by seq desc limit ?",
                AuditLog::entry,
                before.orElse(Long.MAX_VALUE),
                limit);
    }

    /** Walks the whole chain in small reads. */
    public Verification verify(Store store) {
        Anchor anchor = store.read(Anchor::read);
        byte[] previous = anchor.hash();
        long seq = anchor.seq();
        long checked = 0;
        while (true) {
            long after = seq;
            List<AuditEntry> batch = store.read(reader -> after(reader, after));
            if (store.read(Anchor::read).seq() > after) {
                return verify(store); // what is to be looked at next has been pruned meanwhile
            }
            for (AuditEntry entry : batch) {
                byte[] hash = Link.of(entry).hash(previous);
                if (!HexFormat.of().formatHex(hash).equals(entry.hash())) {
                    return new Verification(checked, OptionalLong.of(entry.seq()), anchor.seq());
                }
                previous = hash;
                seq = entry.seq();
                checked++;
            }
            if (batch.size() < BATCH) {
                return new Verification(checked, OptionalLong.empty(), anchor.seq());
            }
        }
    }

    /** Old entries, which may go. */
    public Slice slice() {
        return new AuditSlice();
    }

    private static List<AuditEntry> after(Reader reader, long seq) {
        return reader.list(
                COLUMNS + " where seq > ? order by seq limit ?", AuditLog::entry, seq, BATCH);
    }

    private static AuditEntry entry(Row row) {
        return new AuditEntry(
                row.integer(1),
                row.integer(2),
                row.text(3),
                row.text(4),
                row.text(5),
                row.text(6),
                HexFormat.of().formatHex(row.bytes(7)));
    }

    /**
     * What a walk over the chain found.
     *
     * @param checked how many entries agree with those before them
     * @param brokenAt the first that does not
     * @param prunedUntil the last that went because of its age; 0 if none did
     */
    public record Verification(long checked, OptionalLong brokenAt, long prunedUntil) {}
}
