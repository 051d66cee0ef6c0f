package dev.kheish.plugin.external;

import jakarta.json.JsonNumber;
import jakarta.json.JsonValue;

import java.util.ArrayList;
import java.util.List;

/** Reads the shape of requests with events. Throws {@link ShapeException} and nothing else. */
final class EventReader {
    private static final long NEWEST_VERSION = 2;
    private static final int VERSION_BITS = 32;
    private static final int TIME_BITS = 64;

    private EventReader() {}

    /** Events that came in one request, with the version that all of them are written in. */
    record Request(long version, List<WireEvent> events) {}

    /** Reads the body of {@code POST /events}. */
    static Request single(JsonValue body) {
        Shape members = Shape.of(body, "");
        return new Request(version(members), List.of(event(members)));
    }

    /**
     * Reads the body of {@code POST /events/batch}.
     *
     * @throws TooManyException before any of them is looked at
     */
    static Request batch(JsonValue body) throws TooManyException {
        Shape members = Shape.of(body, "");
        long version = version(members);
        List<JsonValue> elements = members.list("events");
        if (elements.size() > Limits.BATCH) {
            throw new TooManyException(
                    "'events' has %d elements; send at most %d in one request."
                            .formatted(elements.size(), Limits.BATCH));
        }
        List<WireEvent> events = new ArrayList<>();
        for (JsonValue element : elements) {
            events.add(event(Shape.of(element, "events[" + events.size() + "]")));
        }
        return new Request(version, List.copyOf(events));
    }

    private static long version(Shape members) {
        JsonNumber version = members.optionalNumber("protocol_version", VERSION_BITS);
        return version == null ? NEWEST_VERSION : version.longValue();
    }

    private static WireEvent event(Shape members) {
        return new WireEvent(
                new WireEvent.Identity(
                        members.text("instance_id"),
                        members.text("event_id"),
                        members.optionalText("fingerprint")),
                new WireEvent.Circumstances(
                        members.optionalNumber("occurred_at_ms", TIME_BITS),
                        members.optionalText("actor_id"),
                        members.optionalText("source_kind"),
                        members.optionalText("intent"),
                        relation(members.optionalObject("relation"))),
                new WireEvent.Place(
                        members.object("thread").texts("path"),
                        members.optionalText("routing_key"),
                        members.optionalText("reply_route")),
                new WireEvent.Body(
                        members.textOr("content", ""),
                        items(members, "input_items", true),
                        items(members, "attachments", false)),
                members.any("metadata"));
    }

    private static WireEvent.@Nullable Relation relation(@Nullable Shape members) {
        return members == null
                ? null
                : new WireEvent.Relation(members.text("kind"), members.text("target_event_id"));
    }

    private static List<WireItem> items(Shape event, String list, boolean anySort) {
        List<WireItem> items = new ArrayList<>();
        for (JsonValue element : event.list(list)) {
            String where = event.path(list) + "[" + items.size() + "]";
            items.add(item(Shape.of(element, where), anySort));
        }
        return List.copyOf(items);
    }

    private static WireItem item(Shape members, boolean anySort) {
        String type = members.text("type");
        if (type.equals("asset_reference")) {
            return new WireItem.AssetReference(members.text("asset_id"));
        }
        if (type.equals("inline_asset")) {
            return new WireItem.InlineAsset(
                    members.text("file_name"),
                    members.optionalText("media_type"),
                    members.text("content_base64"));
        }
        if (anySort && type.equals("text")) {
            return new WireItem.Text(members.text("text"));
        }
        if (anySort && type.equals("board_reference")) {
            return new WireItem.BoardReference(
                    members.text("board_id"), members.optionalText("revision_id"));
        }
        throw new ShapeException(
                "'%s' must be %sasset_reference or inline_asset."
                        .formatted(members.path("type"), anySort ? "text, " : ""));
    }

    /** More events than one request may hold. */
    static final class TooManyException extends Exception {
        private static final long serialVersionUID = 1L;

        private final String message;

        TooManyException(String message) {
            super(message, null, false, false);
            this.message = message;
        }

        @Override
        public String getMessage() {
            return message;
        }
    }
}
