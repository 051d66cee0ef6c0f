package dev.kheish.host.delivery;

import dev.kheish.host.connector.StoredTarget;
import dev.kheish.host.store.Reader;
import dev.kheish.host.store.Row;
import dev.kheish.host.store.RowId;
import dev.kheish.spi.ReplyHandle;

import org.jspecify.annotations.Nullable;

import java.util.Optional;

/** All that an attempt needs to know, read at once. */
record Outgoing(
        RowId id,
        DeliveryState state,
        int attempts,
        StoredTarget target,
        Speaker speaker,
        String body,
        @Nullable String progress,
        @Nullable Long replayOf) {
    private static final String SELECT =
            "select d.seq, d.nonce, d.created_ms, d.plugin, d.address, d.origin, d.display, d.connector, d.state,"
                    + " d.attempts, d.progress, d.session, s.id, s.thread_id, r.seq, r.nonce, r.created_ms, o.body,"
                    + " d.replay_of"
                    + " from delivery d join output o on o.seq = d.output join session s on s.seq = d.session"
                    + " left join run r on r.seq = d.run where d.seq = ?";

    /** Like {@link #read}, for an unfinished one of no more than a few kilobytes. */
    private static final String SMALL =
            SELECT
                    + " and d.state in (0, 1)"
                    + " and octet_length(o.body) <= 8192 and coalesce(octet_length(d.progress), 0) <= 8192";

    static Optional<Outgoing> small(Reader reader, long seq) {
        return reader.one(SMALL, Outgoing::read, seq);
    }

    static Optional<Outgoing> read(Reader reader, long seq) {
        return reader.one(SELECT, Outgoing::read, seq);
    }

    private static Outgoing read(Row row) {
        Long run = row.integerOrNull(15);
        return new Outgoing(
                new RowId(row.integer(3), row.integer(1), row.integer(2)),
                DeliveryState.ofCode(row.integer(9)),
                (int) row.integer(10),
                new StoredTarget(
                        row.text(4),
                        row.text(5),
                        DeliveryRow.origin(row.integer(6)),
                        row.text(7),
                        row.textOrNull(8),
                        null),
                new Speaker(
                        row.integer(12),
                        row.text(13),
                        row.textOrNull(14),
                        run,
                        run == null
                                ? null
                                : new RowId(row.integer(17), run, row.integer(16)).text("run_")),
                row.text(18),
                row.textOrNull(11),
                row.integerOrNull(19));
    }

    long seq() {
        return id.seq();
    }

    String text() {
        return id.text(DeliveryRow.PREFIX);
    }

    ReplyHandle handle() {
        return ReplyHandle.of(target.plugin(), target.address());
    }

    /** Who says it. */
    record Speaker(
            long session,
            String sessionId,
            @Nullable String threadId,
            @Nullable Long run,
            @Nullable String runId) {}
}
