package dev.kheish.plugin.external;

import dev.kheish.spi.CanonicalJson;

import jakarta.json.JsonNumber;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import jakarta.json.JsonValue;
import jakarta.json.spi.JsonProvider;

import java.util.Set;

/**
 * What goes with a run beside its content: the sender's metadata, and what the host knows about the
 * event. Where both use a name the host's counts, also when the event leaves that member out: a
 * worker can rely on it. Safe for use by many threads.
 */
final class RunMetadata {
    /** A name that no sender may use. */
    static final String OF_HOST = "daemon";

    private static final String OCCURRED_AT = "occurred_at_ms";
    private static final String INSTANCE_ID = "external_instance_id";
    private static final String EVENT_ID = "external_event_id";
    private static final String RECEIPT_KEY = "connector_ingress_key";
    private static final String KEY_SHA256 = "external_event_key_sha256";
    private static final String FINGERPRINT = "external_event_fingerprint";
    private static final String VERSION = "external_protocol_version";
    private static final String INTENT = "external_intent";
    private static final String ROUTING_KEY = "external_routing_key";
    private static final String RELATION = "external_relation";
    private static final Set<String> RESERVED =
            Set.of(
                    OCCURRED_AT,
                    INSTANCE_ID,
                    EVENT_ID,
                    RECEIPT_KEY,
                    KEY_SHA256,
                    FINGERPRINT,
                    VERSION,
                    INTENT,
                    ROUTING_KEY,
                    RELATION);

    private final JsonProvider json;

    RunMetadata(JsonProvider json) {
        this.json = json;
    }

    /** How an event is known again. */
    record Marks(String receiptKey, String fingerprint, long version) {}

    JsonObject of(WireEvent event, Marks marks) {
        JsonObjectBuilder members = given(event.metadata());
        JsonNumber occurredAt = event.about().occurredAtMs();
        if (occurredAt != null) {
            members.add(OCCURRED_AT, occurredAt);
        }
        members.add(INSTANCE_ID, event.id().instanceId())
                .add(EVENT_ID, event.id().eventId())
                .add(RECEIPT_KEY, marks.receiptKey())
                .add(KEY_SHA256, CanonicalJson.sha256(event.id().trimmed()))
                .add(FINGERPRINT, marks.fingerprint())
                .add(VERSION, marks.version());
        addTrimmed(members, INTENT, event.about().intent());
        addTrimmed(members, ROUTING_KEY, event.place().routingKey());
        WireEvent.Relation relation = event.about().relation();
        if (relation != null) {
            members.add(
                    RELATION,
                    json.createObjectBuilder()
                            .add("kind", relation.kind())
                            .add("target_event_id", relation.targetEventId()));
        }
        return members.build();
    }

    private JsonObjectBuilder given(JsonValue metadata) {
        JsonObjectBuilder members = json.createObjectBuilder();
        if (metadata instanceof JsonObject object) {
            object.forEach(
                    (name, value) -> {
                        if (!RESERVED.contains(name)) {
                            members.add(name, value);
                        }
                    });
        } else if (metadata.getValueType() != JsonValue.ValueType.NULL) {
            members.add("source_metadata", metadata);
        }
        return members;
    }

    private static void addTrimmed(JsonObjectBuilder members, String name, @Nullable String text) {
        if (text != null) {
            members.add(name, text.strip());
        }
    }
}
