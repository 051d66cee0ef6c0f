package dev.kheish.host.delivery;

import dev.kheish.host.connector.StoredTarget;
import dev.kheish.host.store.Reader;
import dev.kheish.host.store.Row;
import dev.kheish.host.store.RowId;
import dev.kheish.spi.Origin;

import org.jspecify.annotations.Nullable;

import java.util.Optional;

/**
 * One delivery, as its row and its place in a lane say.
 *
 * @param waiting null once it is finished
 */
record DeliveryRow(
        long seq,
        long nonce,
        long createdMs,
        Source source,
        StoredTarget target,
        DeliveryState state,
        int attempts,
        Outcome outcome,
        Aftermath aftermath,
        @Nullable Waiting waiting,
        long lane) {
    static final String PREFIX = "dlv_";
    static final String SELECT =
            "select d.seq, d.nonce, d.created_ms, d.output, d.run, d.session, d.plugin, d.address, d.origin,"
                    + " d.display, d.connector, d.lane, d.state, d.attempts, d.settled_ms, d.error, d.ambiguous,"
                    + " d.replay_of, d.resolved_ms, d.resolution, q.lane, q.channel, q.due_ms, q.lent_until";
    static final String PLACE =
            " left join delivery_queue q on q.delivery = d.seq and q.lane in (d.lane, -d.seq)";

    static DeliveryRow read(Row row) {
        Long place = row.integerOrNull(21);
        return new DeliveryRow(
                row.integer(1),
                row.integer(2),
                row.integer(3),
                new Source(row.integer(4), row.integerOrNull(5), row.integer(6)),
                new StoredTarget(
                        row.text(7),
                        row.text(8),
                        origin(row.integer(9)),
                        row.text(10),
                        row.textOrNull(11),
                        null),
                DeliveryState.ofCode(row.integer(13)),
                (int) row.integer(14),
                new Outcome(row.integerOrNull(15), row.textOrNull(16), row.flag(17)),
                new Aftermath(row.integerOrNull(18), row.integerOrNull(19), row.textOrNull(20)),
                place == null
                        ? null
                        : new Waiting(
                                place,
                                row.integer(22),
                                row.integerOrNull(23),
                                row.integerOrNull(24) != null),
                row.integer(12));
    }

    static Origin origin(long code) {
        return code == 0 ? Origin.OPERATOR : Origin.CLIENT;
    }

    /** The delivery that a public id names. */
    static Optional<DeliveryRow> find(Reader reader, String id) {
        return RowId.parse(PREFIX, id)
                .flatMap(
                        parsed ->
                                find(reader, parsed.seq())
                                        .filter(
                                                row ->
                                                        row.nonce == parsed.nonce()
                                                                && row.createdMs == parsed.atMs()));
    }

    static Optional<DeliveryRow> find(Reader reader, long seq) {
        return reader.one(
                SELECT + " from delivery d" + PLACE + " where d.seq = ?", DeliveryRow::read, seq);
    }

    /** Its public id. */
    String id() {
        return new RowId(createdMs, seq, nonce).text(PREFIX);
    }

    ChannelKey channel() {
        return ChannelKey.of(target);
    }

    boolean isUnresolved() {
        return state == DeliveryState.DEAD_LETTERED && aftermath.resolvedMs == null;
    }

    /** Numbers of the rows that it comes from. */
    record Source(long output, @Nullable Long run, long session) {}

    /** How it ended, or how the last attempt did. */
    record Outcome(@Nullable Long settledMs, @Nullable String error, boolean ambiguous) {}

    /** What was done about it afterwards, or what it repeats. */
    record Aftermath(
            @Nullable Long replayOf, @Nullable Long resolvedMs, @Nullable String resolution) {}

    /**
     * Where it waits.
     *
     * @param dueMs null behind the head of its lane
     */
    record Waiting(long lane, long channel, @Nullable Long dueMs, boolean lent) {}
}
