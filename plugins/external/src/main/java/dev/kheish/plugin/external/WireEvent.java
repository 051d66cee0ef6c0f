package dev.kheish.plugin.external;

import jakarta.json.JsonNumber;
import jakarta.json.JsonValue;

import java.util.List;

/** One event exactly as a sidecar sent it: of the right shape, and nothing else checked. */
record WireEvent(Identity id, Circumstances about, Place place, Body body, JsonValue metadata) {
    /** By what it is known again, and who sent it. */
    record Identity(String instanceId, String eventId, @Nullable String fingerprint) {
        /** The id without white space around it. */
        String trimmed() {
            return eventId.strip();
        }
    }

    /** When, who, what sort. */
    record Circumstances(
            @Nullable JsonNumber occurredAtMs,
            @Nullable String actorId,
            @Nullable String sourceKind,
            @Nullable String intent,
            @Nullable Relation relation) {}

    /** What it has to do with an earlier event. */
    record Relation(String kind, String targetEventId) {}

    /** Which conversation, and the way back into it. */
    record Place(List<String> path, @Nullable String routingKey, @Nullable String replyRoute) {}

    /** What it says. */
    record Body(String content, List<WireItem> items, List<WireItem> attachments) {}
}
