package dev.kheish.host.delivery;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

import dev.kheish.host.audit.AuditLog;
import dev.kheish.host.connector.ConnectorDirectory;
import dev.kheish.host.connector.StoredTarget;
import dev.kheish.host.connector.TargetOutcome;
import dev.kheish.host.json.Json;
import dev.kheish.host.store.Reader;
import dev.kheish.host.store.Store;
import dev.kheish.host.store.Tx;
import dev.kheish.host.stream.EventLog;
import dev.kheish.host.stream.NewEvent;
import dev.kheish.spi.ReplyHandle;

import java.util.List;
import java.util.Optional;

/** Sends dead letters once more, each as a delivery of its own. Safe for use by many threads. */
final class Replays {
    private final Store store;
    private final ConnectorDirectory directory;
    private final Enqueuer enqueuer;
    private final EventLog events;
    private final AuditLog audit;
    private final Views views = new Views();
    private final Listing listing;

    Replays(DeliveryRooms rooms, Enqueuer enqueuer) {
        this.store = rooms.store();
        this.directory = rooms.directory();
        this.enqueuer = enqueuer;
        this.events = rooms.events();
        this.audit = rooms.audit();
        this.listing = new Listing(store);
    }

    DeskOutcome replay(String id, boolean force, String actor) throws InterruptedException {
        Optional<DeliveryRow> found = store.read(reader -> DeliveryRow.find(reader, id));
        if (found.isEmpty()) {
            return new DeskOutcome.Unknown();
        }
        if (found.get().state() != DeliveryState.DEAD_LETTERED) {
            return new DeskOutcome.Refused(
                    404,
                    "delivery_not_dead_lettered",
                    "Delivery "
                            + id
                            + " is "
                            + found.get().state().text()
                            + "; only dead letters are replayed.");
        }
        Replayed replayed = replay(found.get(), force, actor);
        ObjectNode view = Json.object().put("replayed_from_delivery_id", id);
        view.set("delivery", replayed.view);
        return new DeskOutcome.Done(view);
    }

    ObjectNode replay(BulkReplay bulk, String actor) throws InterruptedException {
        List<DeliveryRow> matched =
                listing.list(bulk.filter(), row -> isMeant(bulk, row), null, bulk.limit() + 1);
        boolean truncated = matched.size() > bulk.limit();
        List<DeliveryRow> selected = truncated ? matched.subList(0, bulk.limit()) : matched;
        ArrayNode items = Json.array();
        int replayed = 0;
        int existing = 0;
        for (DeliveryRow row : selected) {
            ObjectNode item = items.addObject().put("replayed_from_delivery_id", row.id());
            item.set("source", store.read(reader -> views.summary(reader, row)));
            if (bulk.dryRun()) {
                item.put("action", "would_replay");
                continue;
            }
            Replayed result = replay(row, bulk.force(), actor);
            item.set("replay", result.view);
            item.put("action", result.existing ? "existing_replay" : "replayed");
            replayed += result.existing ? 0 : 1;
            existing += result.existing ? 1 : 0;
        }
        ObjectNode view =
                Json.object()
                        .put("dry_run", bulk.dryRun())
                        .put("force", bulk.force())
                        .put("unresolved_only", bulk.filter().unresolved())
                        .put("include_ambiguous", bulk.includeAmbiguous())
                        .put("limit", bulk.limit())
                        .put("matched", matched.size())
                        .put("selected", selected.size())
                        .put("replayed", replayed)
                        .put("existing_replays", existing)
                        .put("truncated", truncated);
        view.set("items", items);
        return view;
    }

    private static boolean isMeant(BulkReplay bulk, DeliveryRow row) {
        return row.state() == DeliveryState.DEAD_LETTERED
                && (bulk.includeAmbiguous() || !row.outcome().ambiguous());
    }

    private Replayed replay(DeliveryRow row, boolean force, String actor)
            throws InterruptedException {
        StoredTarget target = fresh(row.target());
        return store.write(tx -> replay(tx, row, target, force, actor));
    }

    private Replayed replay(
            Tx tx, DeliveryRow row, StoredTarget target, boolean force, String actor) {
        Optional<DeliveryRow> earlier = force ? Optional.empty() : latest(tx, row);
        if (earlier.isPresent()) {
            return new Replayed(views.summary(tx, earlier.get()), true);
        }
        long seq = enqueuer.add(tx, row.source(), target, row.seq());
        DeliveryRow made = DeliveryRow.find(tx, seq).orElseThrow();
        ObjectNode data = Json.object().put("replay", made.id());
        events.append(
                tx,
                NewEvent.ofDelivery(
                        "delivery_replayed",
                        row.source().session(),
                        row.source().run(),
                        row.seq(),
                        Json.write(data)));
        audit.append(tx, actor, "delivery_replay", row.id(), data);
        return new Replayed(views.summary(tx, made), false);
    }

    private static Optional<DeliveryRow> latest(Reader reader, DeliveryRow row) {
        long seq = reader.number("select max(seq) from delivery where replay_of = ?", 0, row.seq());
        return seq == 0 ? Optional.empty() : DeliveryRow.find(reader, seq);
    }

    /** The row does not keep the name of its lane; the kind knows it. */
    private StoredTarget fresh(StoredTarget target) {
        return directory.decode(ReplyHandle.of(target.plugin(), target.address()), target.origin())
                        instanceof TargetOutcome.Ok ok
                ? ok.target()
                : target;
    }

    private record Replayed(ObjectNode view, boolean existing) {}
}
