package dev.kheish.plugin.external;

import dev.kheish.spi.CanonicalJson;

import jakarta.json.JsonArrayBuilder;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import jakarta.json.JsonValue;
import jakarta.json.spi.JsonProvider;

import java.util.List;

/**
 * What must be equal for two events with one id to be the same event: fourteen members as they were
 * sent, absent ones filled in, the id without white space around it. Neither the instance nor the
 * version is among them, so that a repeat by the next life of a sidecar is a repeat. Safe for use
 * by many threads.
 */
final class Fingerprint {
    private final JsonProvider json;

    Fingerprint(JsonProvider json) {
        this.json = json;
    }

    /** Lower-case hex of SHA-256 over the canonical form. */
    String of(WireEvent event) {
        return CanonicalJson.sha256(normalForm(event));
    }

    private JsonObject normalForm(WireEvent event) {
        WireEvent.Circumstances about = event.about();
        WireEvent.Place place = event.place();
        // In the order of the canonical form, which then has nothing to sort.
        return json.createObjectBuilder()
                .add("actor_id", text(about.actorId()))
                .add("attachments", items(event.body().attachments()))
                .add("content", event.body().content())
                .add("event_id", event.id().trimmed())
                .add("fingerprint", text(event.id().fingerprint()))
                .add("input_items", items(event.body().items()))
                .add("intent", text(about.intent()))
                .add("metadata", event.metadata())
                .add(
                        "occurred_at_ms",
                        about.occurredAtMs() == null ? JsonValue.NULL : about.occurredAtMs())
                .add("relation", relation(about.relation()))
                .add("reply_route", text(place.replyRoute()))
                .add("routing_key", text(place.routingKey()))
                .add("source_kind", text(about.sourceKind()))
                .add("thread", thread(place.path()))
                .build();
    }

    private JsonValue relation(WireEvent.@Nullable Relation relation) {
        return relation == null
                ? JsonValue.NULL
                : json.createObjectBuilder()
                        .add("kind", relation.kind())
                        .add("target_event_id", relation.targetEventId())
                        .build();
    }

    private JsonObjectBuilder thread(List<String> path) {
        JsonObjectBuilder thread = json.createObjectBuilder();
        return path.isEmpty() ? thread : thread.add("path", json.createArrayBuilder(path));
    }

    private JsonArrayBuilder items(List<WireItem> items) {
        JsonArrayBuilder array = json.createArrayBuilder();
        items.forEach(item -> array.add(item(item)));
        return array;
    }

    private JsonObjectBuilder item(WireItem item) {
        JsonObjectBuilder object = json.createObjectBuilder();
        switch (item) {
            case WireItem.Text(String text) -> object.add("type", "text").add("text", text);
            case WireItem.AssetReference(String id) ->
                    object.add("type", "asset_reference").add("asset_id", id);
            case WireItem.BoardReference(String id, String revision) -> {
                object.add("type", "board_reference").add("board_id", id);
                if (revision != null) {
                    object.add("revision_id", revision);
                }
            }
            case WireItem.InlineAsset(String name, String mediaType, String base64) -> {
                object.add("type", "inline_asset").add("file_name", name);
                if (mediaType != null) {
                    object.add("media_type", mediaType);
                }
                object.add("content_base64", base64);
            }
        }
        return object;
    }

    private JsonValue text(@Nullable String text) {
        return text == null ? JsonValue.NULL : json.createValue(text);
    }
}
