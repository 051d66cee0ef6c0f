package dev.kheish.plugin.telegram;

import dev.kheish.spi.CanonicalJson;

import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import jakarta.json.JsonString;
import jakarta.json.JsonValue;
import jakarta.json.spi.JsonProvider;

import java.util.List;

/**
 * What goes with a run beside its text: Telegram's update under a name of its own, so that nothing
 * in it passes for the host's. Safe for use by many threads.
 */
final class Metadata {
    static final String UPDATE = "telegram";
    static final String UPDATE_KIND = "update_kind";
    static final String CONNECTOR_KEY = "connector_ingress_key";
    static final String FINGERPRINT = "telegram_ingress_fingerprint";
    static final String TRUNCATED = "truncated";

    private static final int ROOM_FOR_THE_REST = 4096;
    private static final int LARGEST = Limits.METADATA_BYTES - ROOM_FOR_THE_REST;
    private static final int DEEPEST = Limits.METADATA_DEPTH - 1;

    private static final List<String> MESSAGE =
            List.of(
                    "message_id",
                    "message_thread_id",
                    "is_topic_message",
                    "date",
                    "edit_date",
                    "media_group_id",
                    "text",
                    "caption");
    private static final List<String> CHAT = List.of("id", "type", "title", "username", "is_forum");
    private static final List<String> USER =
            List.of("id", "is_bot", "first_name", "last_name", "username", "language_code");
    private static final int LONGEST_TEXT = 4096;
    private static final int LONGEST_NAME = 256;

    private final JsonProvider json;

    Metadata(JsonProvider json) {
        this.json = json;
    }

    JsonObject of(Update update, Update.Kind kind, String key, String fingerprint) {
        return json.createObjectBuilder()
                .add(UPDATE, shortened(update.json()))
                .add(UPDATE_KIND, kind.text())
                .add(CONNECTOR_KEY, key)
                .add(FINGERPRINT, fingerprint)
                .build();
    }

    private JsonObject shortened(JsonObject update) {
        boolean fits =
                Limits.depth(update) <= DEEPEST
                        && Limits.utf8Bytes(CanonicalJson.write(update)) <= LARGEST;
        return fits ? update : known(update);
    }

    /** The members that have a meaning here, each cut so that all of them always fit. */
    private JsonObject known(JsonObject update) {
        JsonObjectBuilder kept = copy(update, List.of("update_id"));
        for (Update.Kind kind : Update.Kind.values()) {
            if (update.get(kind.text()) instanceof JsonObject body) {
                JsonObjectBuilder inner =
                        kind == Update.Kind.CALLBACK_QUERY
                                ? copy(body, List.of("id", "data", "chat_instance"))
                                : message(body);
                add(inner, body, "from", USER);
                if (body.get("message") instanceof JsonObject message) {
                    inner.add("message", message(message));
                }
                kept.add(kind.text(), inner);
            }
        }
        return kept.add(TRUNCATED, true).build();
    }

    private JsonObjectBuilder message(JsonObject message) {
        JsonObjectBuilder kept = copy(message, MESSAGE);
        add(kept, message, "chat", CHAT);
        add(kept, message, "sender_chat", CHAT);
        return kept;
    }

    private void add(JsonObjectBuilder to, JsonObject from, String name, List<String> names) {
        if (from.get(name) instanceof JsonObject object) {
            to.add(name, copy(object, names));
        }
    }

    private JsonObjectBuilder copy(JsonObject from, List<String> names) {
        JsonObjectBuilder copy = json.createObjectBuilder();
        for (String name : names) {
            JsonValue value = from.get(name);
            if (value instanceof JsonString text) {
                boolean words = MESSAGE.contains(name) || name.equals("data");
                copy.add(name, Limits.cut(text.getString(), words ? LONGEST_TEXT : LONGEST_NAME));
            } else if (value != null && isShort(value)) {
                copy.add(name, value);
            }
        }
        return copy;
    }

    private static boolean isShort(JsonValue value) {
        return switch (value.getValueType()) {
            case TRUE, FALSE, NULL -> true;
            case NUMBER -> value.toString().length() <= LONGEST_NAME;
            case STRING, OBJECT, ARRAY -> false;
        };
    }
}
