package dev.kheish.host.app;

import dev.kheish.host.audit.AuditLog;
import dev.kheish.host.json.Json;
import dev.kheish.host.run.RunInput;
import dev.kheish.host.store.RowId;
import dev.kheish.host.store.Sequence;
import dev.kheish.host.store.Store;
import dev.kheish.host.store.Tx;

import java.nio.ByteBuffer;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;

/** Rows as a busy time long ago left them, written fast. */
final class Backlog {
    private static final int AT_ONCE = 500;
    private static final int UNFINISHED_EACH = 97;
    private static final long FIRST_SESSION = 1_000_000_000; // far from those that are made

    private final Store store;
    private final long atMs;
    private final AuditLog audit;

    Backlog(Store store, long atMs) {
        this.store = store;
        this.atMs = atMs;
        this.audit = new AuditLog(Clock.fixed(Instant.ofEpochMilli(atMs), ZoneOffset.UTC));
    }

    /** So many runs with all that they bring; one in 97 waits in a session of its own. */
    void write(int runs) throws InterruptedException {
        for (int written = 0; written < runs; written += AT_ONCE) {
            int count = Math.min(AT_ONCE, runs - written);
            store.write(
                    tx -> {
                        for (int i = 0; i < count; i++) {
                            run(tx);
                        }
                        return count;
                    });
        }
    }

    private void run(Tx tx) {
        long seq = tx.next(Sequence.RUN);
        boolean finished = seq % UNFINISHED_EACH != 0;
        long session = FIRST_SESSION + (finished ? seq % 50 : 1000 + seq);
        tx.update(
                "insert into session (seq, id, created_ms) values (?, ?, ?) on conflict do nothing",
                session,
                "old-" + session,
                atMs);
        RowId id = RowId.of(atMs, seq);
        byte[] key = ByteBuffer.allocate(16).putLong(id.nonce() * 31).putLong(seq).array();
        tx.update(
                "insert into run (seq, nonce, created_ms, session, state, receipts, fingerprint, input, finished_ms)"
                        + " values (?, ?, ?, ?, ?, ?, ?, ?, ?)",
                seq,
                id.nonce(),
                atMs,
                session,
                finished ? 3 : 1,
                key,
                key,
                RunInput.ofText("test", "backlog", "x".repeat(200)).write(),
                finished ? atMs : null);
        tx.update(
                finished
                        ? "update run_count set completed = completed + 1"
                        : "update run_count set queued = queued + 1");
        if (!finished) {
            tx.update(
                    "insert into ready (due_ms, run, session) values (?, ?, ?)",
                    atMs,
                    seq,
                    session);
        }
        for (int i = 0; i < 3; i++) {
            tx.update(
                    "insert into event (seq, at_ms, type, session, run) values (?, ?, ?, ?, ?)",
                    tx.next(Sequence.EVENT),
                    atMs,
                    "run_completed",
                    session,
                    seq);
        }
        if (finished) {
            output(tx, session, seq);
        }
        if (seq % 10 == 0) {
            audit.append(tx, "test", "backlog", "run", Json.object().put("seq", seq));
        }
    }

    private void output(Tx tx, long session, long run) {
        long output = tx.next(Sequence.OUTPUT);
        tx.update(
                "insert into output (seq, nonce, created_ms, session, run, body) values (?, 1, ?, ?, ?, ?)",
                output,
                atMs,
                session,
                run,
                "{\"content\":\"answer\"}");
        long delivery = tx.next(Sequence.DELIVERY);
        boolean delivered = output % UNFINISHED_EACH != 0;
        tx.update(
                "insert into delivery (seq, nonce, created_ms, output, run, session, plugin, address, origin,"
                        + " display, lane, state, settled_ms) values (?, 1, ?, ?, ?, ?, 'absent', 'x', 0, 'x', ?, ?, ?)",
                delivery,
                atMs,
                output,
                run,
                session,
                delivery,
                delivered ? 2 : 0,
                delivered ? atMs : null);
        tx.update(
                "insert into delivery_attempt (delivery, number, started_ms, duration_ms, outcome)"
                        + " values (?, 1, ?, 5, ?)",
                delivery,
                atMs,
                delivered ? "delivered" : "retry");
        if (!delivered) {
            tx.update(
                    "insert into delivery_queue (lane, delivery, channel, due_ms, held_ms) values (?, ?, 1, ?, 0)",
                    delivery,
                    delivery,
                    Long.MAX_VALUE - 1);
        }
    }
}
