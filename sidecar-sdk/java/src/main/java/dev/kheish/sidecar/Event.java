package dev.kheish.sidecar;

import dev.kheish.sidecar.json.JsonWriter;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * One message from the platform, on its way to the host. Immutable; made by {@link #builder}.
 *
 * <p>What makes the host reject an event is not looked at here: the answer says it ({@link
 * Submission#reason}).
 */
public final class Event {
    private final String id;
    private final Map<String, Object> members;

    private Event(Builder builder) {
        this.id = builder.id;
        this.members = new LinkedHashMap<>(builder.members);
    }

    /**
     * Starts an event.
     *
     * @param eventId unique within the connector, and the same whenever the platform tells of the
     *     same message: the host takes an id once and calls every repeat a duplicate. At most 512
     *     bytes of UTF-8
     * @throws IllegalArgumentException if it is blank
     */
    public static Builder builder(String eventId) {
        if (eventId.isBlank()) {
            throw new IllegalArgumentException("The event id is blank.");
        }
        return new Builder(eventId);
    }

    /** What the host knows it by. */
    public String id() {
        return id;
    }

    /** The event as one member of a batch: without a version. */
    Map<String, Object> wire(String instanceId) {
        Map<String, Object> wire = new LinkedHashMap<>();
        wire.put("instance_id", instanceId);
        wire.put("event_id", id);
        wire.putAll(members);
        return wire;
    }

    /** The JSON of one event alone. */
    String single(String instanceId, int version) {
        Map<String, Object> whole = new LinkedHashMap<>();
        whole.put("protocol_version", version);
        whole.putAll(wire(instanceId));
        return JsonWriter.write(whole);
    }

    /** Its id alone: contents do not belong in logs. */
    @Override
    public String toString() {
        return "Event[" + id + "]";
    }

    /** Collects an event. For one thread. What is empty is not sent. */
    public static final class Builder {
        private final String id;
        private final Map<String, Object> members = new LinkedHashMap<>();

        private Builder(String id) {
            this.id = id;
        }

        /**
         * The conversation, from the outside in, such as guild, channel, thread: events with equal
         * segments share a session. One of this and {@link #routingKey} is needed, unless the
         * connector has a fixed session. At most 32 segments of 512 bytes.
         */
        public Builder thread(String... segments) {
            return thread(List.of(segments));
        }

        /** {@link #thread(String...)} from a list. */
        public Builder thread(List<String> segments) {
            return put("thread", segments.isEmpty() ? "" : Map.of("path", List.copyOf(segments)));
        }

        /** The conversation, where it has no places but one name. At most 1 KiB. */
        public Builder routingKey(String key) {
            return put("routing_key", key);
        }

        /** What it says; at most 1 MiB of UTF-8. Not together with {@link #items}. */
        public Builder content(String text) {
            return put("content", text);
        }

        /** Who wrote it, as the platform names them; at most 512 bytes. */
        public Builder actor(String id) {
            return put("actor_id", id);
        }

        /** What sort of thing it is; the platform's name if not given. At most 512 bytes. */
        public Builder sourceKind(String kind) {
            return put("source_kind", kind);
        }

        /** What the author wants with it, such as {@code message} or {@code edit}. */
        public Builder intent(String intent) {
            return put("intent", intent);
        }

        /** How it relates to an earlier event, such as {@code replaces}. */
        public Builder relation(String kind, String targetEventId) {
            Objects.requireNonNull(kind, "kind");
            Objects.requireNonNull(targetEventId, "targetEventId");
            return put("relation", Map.of("kind", kind, "target_event_id", targetEventId));
        }

        /** When it happened, to the millisecond; not before 1970. */
        public Builder occurredAt(Instant when) {
            return put("occurred_at_ms", when.toEpochMilli());
        }

        /** What must be equal, besides all else, for a repeat to be a duplicate. */
        public Builder fingerprint(String text) {
            return put("fingerprint", text);
        }

        /** What it says, in pieces, at most 64. Without {@link #content} and attachments. */
        public Builder items(InputItem... pieces) {
            return items(List.of(pieces));
        }

        /** {@link #items(InputItem...)} from a collection. */
        public Builder items(Collection<InputItem> pieces) {
            return put("input_items", wires(pieces));
        }

        /**
         * Files that go with {@link #content}, at most 10.
         *
         * @throws IllegalArgumentException if one of them is a text
         */
        public Builder attachments(InputItem... files) {
            return attachments(List.of(files));
        }

        /** {@link #attachments(InputItem...)} from a collection. */
        public Builder attachments(Collection<InputItem> files) {
            for (InputItem file : files) {
                if (!file.isFile()) {
                    throw new IllegalArgumentException("A text is no attachment.");
                }
            }
            return put("attachments", wires(files));
        }

        /**
         * What a delivery needs to find its way back ({@link Delivery#replyRoute}); without it this
         * sidecar gets no answers to the event. At most 8 KiB.
         */
        public Builder replyRoute(String route) {
            return put("reply_route", route);
        }

        /** {@link #replyRoute(String)} as JSON. */
        public Builder replyRoute(JsonObject route) {
            return replyRoute(route.toString());
        }

        /** What a worker may want to know besides; at most 256 KiB. */
        public Builder metadata(JsonObject metadata) {
            return put("metadata", metadata.asMap());
        }

        /** The event. The builder can go on. */
        public Event build() {
            return new Event(this);
        }

        private Builder put(String name, Object value) {
            Objects.requireNonNull(value, name);
            if ("".equals(value) || (value instanceof Collection<?> c && c.isEmpty())) {
                members.remove(name);
            } else {
                members.put(name, value);
            }
            return this;
        }

        private static List<Map<String, String>> wires(Collection<InputItem> items) {
            List<Map<String, String>> wires = new ArrayList<>();
            items.forEach(item -> wires.add(item.wire()));
            return wires;
        }
    }
}
