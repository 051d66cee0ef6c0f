package dev.kheish.host.cli.sidecar.check;

import com.fasterxml.jackson.databind.JsonNode;

import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Members and limits of one event. */
final class EventShape {
    private static final int KIB = 1024;
    private static final int CONTENT = 1024 * KIB;
    private static final int METADATA = 256 * KIB;
    private static final int SEGMENTS = 32;
    private static final int SEGMENT = 512;

    /** The texts that may be there, with their limits in bytes. */
    private static final Map<String, Integer> TEXTS =
            new TreeMap<>(
                    Map.of(
                            "fingerprint",
                            CONTENT,
                            "actor_id",
                            512,
                            "source_kind",
                            512,
                            "intent",
                            512,
                            "routing_key",
                            KIB,
                            "reply_route",
                            8 * KIB));

    private final String instanceId;

    /**
     * @param instanceId that of the manifest
     */
    EventShape(String instanceId) {
        this.instanceId = instanceId;
    }

    /** What is wrong with it. */
    Optional<String> flaw(JsonNode event) {
        if (!event.isObject()) {
            return Optional.of("the event is not a JSON object");
        }
        return identity(event)
                .or(() -> texts(event))
                .or(() -> relation(event))
                .or(() -> conversation(event))
                .or(() -> EventContent.flaw(event))
                .or(() -> size("metadata", event.path("metadata").toString(), METADATA));
    }

    private Optional<String> identity(JsonNode event) {
        JsonNode version = event.path("protocol_version");
        if (!version.isMissingNode()
                && !(version.isIntegralNumber()
                        && version.asLong() >= 1
                        && version.asLong() <= 2)) {
            return Optional.of("protocol_version is " + version + ", neither 1 nor 2");
        }
        if (!event.path("instance_id").asText().equals(instanceId)) {
            return Optional.of(
                    "instance_id is %s, that of the manifest is '%s'"
                            .formatted(Shapes.named(event.path("instance_id")), instanceId));
        }
        JsonNode id = event.path("event_id");
        if (!id.isTextual() || id.textValue().isBlank()) {
            return Optional.of("event_id is " + Shapes.named(id) + ", not a text");
        }
        JsonNode at = event.path("occurred_at_ms");
        return absent(at) || (at.isIntegralNumber() && at.asLong() >= 0)
                ? size("event_id", id.textValue(), 512)
                : Optional.of("occurred_at_ms is " + at + ", not a number of milliseconds");
    }

    private static Optional<String> texts(JsonNode event) {
        for (Map.Entry<String, Integer> text : TEXTS.entrySet()) {
            String name = text.getKey();
            JsonNode value = event.path(name);
            if (absent(value)) {
                continue;
            }
            if (!value.isTextual()) {
                return Optional.of(name + " is " + value + ", not a text");
            }
            if (value.textValue().isBlank()
                    && (name.equals("intent") || name.equals("routing_key"))) {
                return Optional.of(name + " is blank; it may only be absent");
            }
            Optional<String> flaw = size(name, value.textValue(), text.getValue());
            if (flaw.isPresent()) {
                return flaw;
            }
        }
        return Optional.empty();
    }

    private static Optional<String> relation(JsonNode event) {
        JsonNode relation = event.path("relation");
        return absent(relation)
                        || (!relation.path("kind").asText().isBlank()
                                && !relation.path("target_event_id").asText().isBlank())
                ? Optional.empty()
                : Optional.of("relation has not both of kind and target_event_id");
    }

    private static Optional<String> conversation(JsonNode event) {
        JsonNode thread = event.path("thread");
        JsonNode path = thread.path("path");
        if (thread.isMissingNode() || (thread.isObject() && path.isMissingNode())) {
            return Optional.empty();
        }
        if (!path.isArray() || path.size() > SEGMENTS) {
            return Optional.of("thread.path is not a list of at most 32 texts");
        }
        for (JsonNode segment : path) {
            if (!segment.isTextual() || bytes(segment.textValue()) > SEGMENT) {
                return Optional.of("a segment of thread.path is not a text of at most 512 bytes");
            }
        }
        return Optional.empty();
    }

    /** Most optional members may be null as well. */
    static boolean absent(JsonNode value) {
        return value.isMissingNode() || value.isNull();
    }

    static Optional<String> size(String name, String text, int limit) {
        return bytes(text) > limit
                ? Optional.of("%s has %d bytes; %d are allowed".formatted(name, bytes(text), limit))
                : Optional.empty();
    }

    private static int bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8).length;
    }
}
