package dev.kheish.plugin.external;

import dev.kheish.spi.CanonicalJson;

import jakarta.json.JsonObject;
import jakarta.json.JsonValue;

/** What every event must keep to, beyond its shape. Throws {@link RejectedException}. */
final class EventRules {
    private static final long OLDEST_VERSION = 1;
    private static final long NEWEST_VERSION = 2;
    private static final String EVENT_ID = "event_id";

    private EventRules() {}

    /** Whether events of this version are read. */
    static boolean isKnown(long version) {
        return version >= OLDEST_VERSION && version <= NEWEST_VERSION;
    }

    /** Older sidecars look for the first two words, and then send the event again as version 1. */
    static String unknownVersion(long version) {
        return "unsupported protocol_version %d: this host takes %d..=%d"
                .formatted(version, OLDEST_VERSION, NEWEST_VERSION);
    }

    static void check(WireEvent event) {
        identity(event.id());
        circumstances(event.about());
        place(event.place());
        body(event.body());
        metadata(event.metadata());
    }

    private static void identity(WireEvent.Identity id) {
        refuseBlank(EVENT_ID, id.eventId());
        refuseLong(EVENT_ID, id.trimmed(), Limits.ID_BYTES);
        refuseLong("instance_id", id.instanceId(), Limits.ID_BYTES);
    }

    private static void circumstances(WireEvent.Circumstances about) {
        refuseLong("actor_id", about.actorId(), Limits.ID_BYTES);
        refuseLong("source_kind", about.sourceKind(), Limits.ID_BYTES);
        refuseBlank("intent", about.intent());
        refuseLong("intent", about.intent(), Limits.ID_BYTES);
        WireEvent.Relation relation = about.relation();
        if (relation != null) {
            refuseBlank("relation.kind", relation.kind());
            refuseLong("relation.kind", relation.kind(), Limits.ID_BYTES);
            refuseBlank("relation.target_event_id", relation.targetEventId());
            refuseLong("relation.target_event_id", relation.targetEventId(), Limits.ID_BYTES);
        }
    }

    private static void place(WireEvent.Place place) {
        refuseMany("thread.path", place.path().size(), Limits.SEGMENTS);
        for (int i = 0; i < place.path().size(); i++) {
            refuseLong("thread.path[" + i + "]", place.path().get(i), Limits.SEGMENT_BYTES);
        }
        refuseBlank("routing_key", place.routingKey());
        refuseLong("routing_key", place.routingKey(), Limits.ROUTING_KEY_BYTES);
        refuseLong("reply_route", place.replyRoute(), Limits.ROUTE_BYTES);
    }

    private static void body(WireEvent.Body body) {
        refuseLong("content", body.content(), Limits.CONTENT_BYTES);
        refuseMany("input_items", body.items().size(), Limits.ITEMS);
        refuseMany("attachments", body.attachments().size(), Limits.ATTACHMENTS);
        boolean mixed = !body.content().isBlank() || !body.attachments().isEmpty();
        if (!body.items().isEmpty() && mixed) {
            throw new RejectedException(
                    "'input_items' cannot go together with 'content' or 'attachments'; put"
                            + " everything into 'input_items'.");
        }
    }

    private static void metadata(JsonValue metadata) {
        if (metadata instanceof JsonObject object && object.containsKey(RunMetadata.OF_HOST)) {
            throw new RejectedException(
                    "'metadata.%s' is the host's own; choose another name."
                            .formatted(RunMetadata.OF_HOST));
        }
        if (Limits.depth(metadata) > Limits.METADATA_DEPTH) {
            throw new RejectedException(
                    "'metadata' is nested deeper than %d levels; send less of it."
                            .formatted(Limits.METADATA_DEPTH));
        }
        boolean small = metadata.getValueType() == JsonValue.ValueType.NULL;
        if (!small && Limits.isLonger(CanonicalJson.write(metadata), Limits.METADATA_BYTES)) {
            throw new RejectedException(
                    "'metadata' is larger than %d bytes of JSON; send less of it."
                            .formatted(Limits.METADATA_BYTES));
        }
    }

    private static void refuseBlank(String member, @Nullable String text) {
        if (text != null && text.isBlank()) {
            throw new RejectedException(
                    "'%s' is blank; write something there%s."
                            .formatted(
                                    member,
                                    member.equals(EVENT_ID)
                                            ? ", other for each event"
                                            : ", or leave it out"));
        }
    }

    private static void refuseLong(String member, @Nullable String text, int maxBytes) {
        if (text != null && Limits.isLonger(text, maxBytes)) {
            throw new RejectedException(
                    "'%s' is longer than %d bytes of UTF-8; shorten it."
                            .formatted(member, maxBytes));
        }
    }

    private static void refuseMany(String member, int count, int max) {
        if (count > max) {
            throw new RejectedException(
                    "'%s' has %d elements; send at most %d.".formatted(member, count, max));
        }
    }
}
