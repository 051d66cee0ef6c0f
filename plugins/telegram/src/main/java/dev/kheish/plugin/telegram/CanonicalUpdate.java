package dev.kheish.plugin.telegram;

import dev.kheish.spi.CanonicalJson;

import jakarta.json.JsonArrayBuilder;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import jakarta.json.JsonValue;
import jakarta.json.spi.JsonProvider;

import java.util.List;

/**
 * The part of an update by which it is known as the same, whether it came by webhook or by poll: a
 * fixed set of members, absent ones as null. What Telegram adds to messages over time is not in it.
 * Safe for use by many threads.
 */
final class CanonicalUpdate {
    private final JsonProvider json;

    CanonicalUpdate(JsonProvider json) {
        this.json = json;
    }

    String fingerprint(Update update) {
        return CanonicalJson.sha256(of(update));
    }

    JsonObject of(Update update) {
        Members members = update.members();
        JsonObjectBuilder form =
                json.createObjectBuilder()
                        .add("update_id", update.id())
                        .add("message", message(members.object("message")))
                        .add("edited_message", message(members.object("edited_message")))
                        .add("callback_query", callback(members.object("callback_query")));
        Members post = members.object("channel_post");
        if (post != null) {
            form.add("channel_post", message(post));
        }
        return form.build();
    }

    private JsonValue callback(@Nullable Members query) {
        if (query == null) {
            return JsonValue.NULL;
        }
        JsonObjectBuilder form = copy(query, List.of("id", "data"));
        return form.add("message", message(query.object("message")))
                .add("from", only(query.object("from"), List.of("id")))
                .build();
    }

    private JsonValue message(@Nullable Members message) {
        if (message == null) {
            return JsonValue.NULL;
        }
        JsonArrayBuilder photo = json.createArrayBuilder();
        message.objects("photo")
                .forEach(
                        size ->
                                photo.add(
                                        copy(
                                                size,
                                                List.of(
                                                        "file_id",
                                                        "file_size",
                                                        "width",
                                                        "height"))));
        List<String> document = List.of("file_id", "file_name", "mime_type", "file_size");
        return copy(message, List.of("message_id", "message_thread_id", "text", "caption"))
                .add("photo", photo)
                .add("document", only(message.object("document"), document))
                .add("chat", only(message.object("chat"), List.of("id")))
                .add("from", only(message.object("from"), List.of("id")))
                .build();
    }

    private JsonValue only(@Nullable Members members, List<String> names) {
        return members == null ? JsonValue.NULL : copy(members, names).build();
    }

    private JsonObjectBuilder copy(Members from, List<String> names) {
        JsonObjectBuilder copy = json.createObjectBuilder();
        names.forEach(name -> copy.add(name, from.object().getOrDefault(name, JsonValue.NULL)));
        return copy;
    }
}
