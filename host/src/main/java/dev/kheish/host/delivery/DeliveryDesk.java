package dev.kheish.host.delivery;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

import dev.kheish.host.audit.AuditLog;
import dev.kheish.host.connector.StoredTarget;
import dev.kheish.host.json.Json;
import dev.kheish.host.run.DeliveryViews;
import dev.kheish.host.run.StoredOutput;
import dev.kheish.host.session.Session;
import dev.kheish.host.store.RowId;
import dev.kheish.host.store.Sequence;
import dev.kheish.host.store.Store;
import dev.kheish.host.store.Tx;
import dev.kheish.host.stream.EventLog;
import dev.kheish.host.stream.NewEvent;

import org.jspecify.annotations.Nullable;

import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.function.BiFunction;

/** What operators see of deliveries and do with them. Safe for use by many threads. */
public final class DeliveryDesk {
    private final Store store;
    private final Clock clock;
    private final EventLog events;
    private final AuditLog audit;
    private final Redaction redaction;
    private final Agenda agenda;
    private final Tally tally;
    private final Enqueuer enqueuer;
    private final Replays replays;
    private final Listing listing;
    private final Views views = new Views();

    DeliveryDesk(DeliveryRooms rooms, Agenda agenda, Tally tally, Enqueuer enqueuer) {
        this.store = rooms.store();
        this.clock = rooms.clock();
        this.events = rooms.events();
        this.audit = rooms.audit();
        this.redaction = new Redaction(rooms.redactor());
        this.agenda = agenda;
        this.tally = tally;
        this.enqueuer = enqueuer;
        this.replays = new Replays(rooms, enqueuer);
        this.listing = new Listing(store);
    }

    /** For run views. */
    public DeliveryViews views() {
        return views;
    }

    /**
     * Views of at most {@code limit} deliveries, oldest first, each with its place in the list.
     *
     * @param after the place to go on after; null for the start
     * @throws DeliveryFilterException if the filter is too broad or the place is none
     */
    public List<Entry> list(DeliveryFilter filter, @Nullable String after, int limit) {
        List<DeliveryRow> rows = listing.list(filter, after, limit);
        return store.read(
                reader ->
                        rows.stream()
                                .map(
                                        row ->
                                                new Entry(
                                                        Listing.place(row),
                                                        views.summary(reader, row)))
                                .toList());
    }

    /** One delivery with its content, and for those who may see it the address. */
    public Optional<ObjectNode> find(String id, boolean withAddress) {
        Views.Detail detail = withAddress ? Views.Detail.ALL : Views.Detail.CONTENT;
        return store.read(
                reader -> DeliveryRow.find(reader, id).map(row -> views.view(reader, row, detail)));
    }

    /** What was tried, oldest first; the last thousand. */
    public Optional<ArrayNode> attempts(String id) {
        return store.read(
                reader -> DeliveryRow.find(reader, id).map(row -> views.attempts(reader, row)));
    }

    /** Sends a dead letter once more; without {@code force} an earlier replay is shown again. */
    public DeskOutcome replay(String id, boolean force, String actor) throws InterruptedException {
        return replays.replay(id, force, actor);
    }

    /** Sends many dead letters once more. */
    public ObjectNode replay(BulkReplay bulk, String actor) throws InterruptedException {
        return replays.replay(bulk, actor);
    }

    /** Says that a dead letter has been dealt with; the first reason stays. */
    public DeskOutcome resolve(String id, String reason, String actor) throws InterruptedException {
        return change(id, (tx, row) -> resolve(tx, row, redaction.error(reason), actor));
    }

    private Optional<DeskOutcome.Refused> resolve(
            Tx tx, DeliveryRow row, String reason, String actor) {
        if (row.state() != DeliveryState.DEAD_LETTERED) {
            return refused(
                    404, "delivery_not_dead_lettered", row, "only dead letters are resolved");
        }
        if (row.isUnresolved()) {
            tx.update(
                    "update delivery set resolved_ms = ?, resolution = ? where seq = ?",
                    clock.millis(),
                    reason,
                    row.seq());
            tally.resolved(tx);
            note(tx, "delivery_resolved", row);
            audit.append(
                    tx, actor, "delivery_resolve", row.id(), Json.object().put("reason", reason));
        }
        return Optional.empty();
    }

    /** Calls an unfinished delivery off, unless an attempt is running. */
    public DeskOutcome cancel(String id, String actor) throws InterruptedException {
        return change(id, (tx, row) -> cancel(tx, row, actor));
    }

    private Optional<DeskOutcome.Refused> cancel(Tx tx, DeliveryRow row, String actor) {
        DeliveryRow.Waiting waiting = row.waiting();
        if (row.state() == DeliveryState.CANCELLED) {
            return Optional.empty();
        }
        if (waiting == null) {
            return refused(409, "delivery_finished", row, "only unfinished ones can be cancelled");
        }
        if (waiting.lent()) {
            return refused(
                    409,
                    "delivery_in_flight",
                    row,
                    "an attempt is under way; ask again when it has ended");
        }
        tx.update(
                "delete from delivery_queue where lane = ? and delivery = ?",
                waiting.lane(),
                row.seq());
        long now = clock.millis();
        if (waiting.dueMs() != null && LaneQueue.advance(tx, waiting.lane(), now)) {
            tx.afterCommit(() -> agenda.due(waiting.channel(), row.channel(), now));
        }
        tx.update("update delivery set state = 4, settled_ms = ? where seq = ?", now, row.seq());
        tally.moved(tx, row.state(), DeliveryState.CANCELLED);
        note(tx, "delivery_cancelled", row);
        audit.append(tx, actor, "delivery_cancel", row.id(), Json.object());
        return Optional.empty();
    }

    /** Makes the head of a lane due now. */
    public DeskOutcome retry(String id, String actor) throws InterruptedException {
        return change(id, (tx, row) -> retry(tx, row, actor));
    }

    private Optional<DeskOutcome.Refused> retry(Tx tx, DeliveryRow row, String actor) {
        DeliveryRow.Waiting waiting = row.waiting();
        if (waiting == null) {
            return refused(409, "delivery_finished", row, "replay a dead letter instead");
        }
        if (waiting.lent()) {
            return Optional.empty();
        }
        if (waiting.dueMs() == null) {
            return refused(
                    409,
                    "delivery_waits_in_lane",
                    row,
                    "one before it in its lane has to go first");
        }
        long now = clock.millis();
        tx.update(
                "update delivery_queue set due_ms = ? where lane = ? and delivery = ?",
                now,
                waiting.lane(),
                row.seq());
        tx.afterCommit(() -> agenda.due(waiting.channel(), row.channel(), now));
        audit.append(tx, actor, "delivery_retry", row.id(), Json.object());
        return Optional.empty();
    }

    /** A message of the operator's own, to see whether a target works. */
    public ObjectNode sendTest(Session session, StoredTarget target, String content, String actor)
            throws InterruptedException {
        ObjectNode body = Json.object().put("content", content);
        body.putObject("metadata").put("output_kind", "operator_test_delivery");
        return store.write(tx -> sendTest(tx, session, target, Json.write(body), actor));
    }

    private ObjectNode sendTest(
            Tx tx, Session session, StoredTarget target, String body, String actor) {
        RowId id = RowId.of(clock.millis(), tx.next(Sequence.OUTPUT));
        tx.update(
                "insert into output (seq, nonce, created_ms, session, body) values (?, ?, ?, ?, ?)",
                id.seq(),
                id.nonce(),
                id.atMs(),
                session.seq(),
                body);
        StoredOutput output = new StoredOutput(id.seq(), session.seq(), null, id, body);
        long seq =
                enqueuer.add(
                        tx,
                        new DeliveryRow.Source(output.seq(), null, session.seq()),
                        target,
                        null);
        DeliveryRow row = DeliveryRow.find(tx, seq).orElseThrow();
        audit.append(
                tx,
                actor,
                "delivery_test",
                row.id(),
                Json.object().put("target", target.display()));
        return views.summary(tx, row);
    }

    /** Closes breakers; members that are null fit all. Says which were not closed. */
    public List<Pressure> reset(
            @Nullable String target,
            @Nullable String plugin,
            @Nullable String connector,
            boolean dryRun) {
        return agenda.release(
                key ->
                        (target == null || target.equals(key.label()))
                                && (plugin == null || plugin.equals(key.plugin()))
                                && (connector == null || connector.equals(key.connector())),
                dryRun);
    }

    private DeskOutcome change(
            String id, BiFunction<Tx, DeliveryRow, Optional<DeskOutcome.Refused>> change)
            throws InterruptedException {
        return store.write(
                tx -> {
                    Optional<DeliveryRow> found = DeliveryRow.find(tx, id);
                    if (found.isEmpty()) {
                        return new DeskOutcome.Unknown();
                    }
                    Optional<DeskOutcome.Refused> refusal = change.apply(tx, found.get());
                    if (refusal.isPresent()) {
                        return refusal.get();
                    }
                    DeliveryRow now = DeliveryRow.find(tx, id).orElseThrow();
                    return new DeskOutcome.Done(views.summary(tx, now));
                });
    }

    private void note(Tx tx, String type, DeliveryRow row) {
        events.append(
                tx,
                NewEvent.ofDelivery(
                        type, row.source().session(), row.source().run(), row.seq(), null));
    }

    private static Optional<DeskOutcome.Refused> refused(
            int status, String code, DeliveryRow row, String why) {
        return Optional.of(
                new DeskOutcome.Refused(
                        status,
                        code,
                        "Delivery " + row.id() + " is " + row.state().text() + ": " + why + "."));
    }

    /** A line of a list and where it stands. */
    public record Entry(String place, ObjectNode view) {}
}
