package dev.kheish.plugin.http;

import dev.kheish.spi.CanonicalJson;
import dev.kheish.spi.InputItem;
import dev.kheish.spi.ReplyHandle;

import jakarta.json.JsonArrayBuilder;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import jakarta.json.JsonValue;
import jakarta.json.spi.JsonProvider;

import java.util.Base64;
import java.util.List;

/**
 * What must be equal for two posts with one key to be the same post: all eleven members of the
 * payload, absent ones filled in. Safe for use by many threads.
 */
final class Fingerprint {
    private final JsonProvider json;

    Fingerprint(JsonProvider json) {
        this.json = json;
    }

    /** Lower-case hex of SHA-256 over the canonical form. */
    String of(Payload payload) {
        return CanonicalJson.sha256(normalForm(payload));
    }

    JsonObject normalForm(Payload payload) {
        JsonArrayBuilder keys = json.createArrayBuilder();
        payload.sender().bindingKeys().forEach(keys::add);
        JsonArrayBuilder targets = json.createArrayBuilder();
        payload.reply().others().forEach(handle -> targets.add(handle(handle)));
        ReplyHandle first = payload.reply().first();
        // In the order of the canonical form, which then has nothing to sort.
        return json.createObjectBuilder()
                .add("actor_id", text(payload.sender().actorId()))
                .add("attachments", items(payload.body().attachments()))
                .add("binding_keys", keys)
                .add("content", payload.body().content())
                .add("idempotency_key", text(payload.idempotencyKey()))
                .add("input_items", items(payload.body().items()))
                .add("metadata", payload.metadata())
                .add("reply_address", text(first == null ? null : first.address()))
                .add("reply_plugin", text(first == null ? null : first.plugin()))
                .add("reply_targets", targets)
                .add("session_id", text(payload.sender().sessionId()))
                .build();
    }

    private JsonObjectBuilder handle(ReplyHandle handle) {
        return json.createObjectBuilder()
                .add("plugin", handle.plugin())
                .add("address", handle.address());
    }

    private JsonArrayBuilder items(List<InputItem> items) {
        JsonArrayBuilder array = json.createArrayBuilder();
        items.forEach(item -> array.add(item(item)));
        return array;
    }

    private JsonObjectBuilder item(InputItem item) {
        JsonObjectBuilder object = json.createObjectBuilder();
        switch (item.type()) {
            case TEXT -> object.add("type", "text").add("text", item.text());
            case ASSET_REFERENCE ->
                    object.add("type", "asset_reference").add("asset_id", item.assetId());
            case INLINE_ASSET -> {
                object.add("type", "inline_asset").add("file_name", item.fileName());
                item.mediaType().ifPresent(type -> object.add("media_type", type));
                object.add("content_base64", Base64.getEncoder().encodeToString(item.content()));
            }
        }
        return object;
    }

    private JsonValue text(@Nullable String text) {
        return text == null ? JsonValue.NULL : json.createValue(text);
    }
}
