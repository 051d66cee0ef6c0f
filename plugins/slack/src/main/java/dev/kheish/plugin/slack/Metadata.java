package dev.kheish.plugin.slack;

import dev.kheish.spi.CanonicalJson;

import jakarta.json.JsonArray;
import jakarta.json.JsonArrayBuilder;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import jakarta.json.JsonString;
import jakarta.json.JsonValue;
import jakarta.json.spi.JsonProvider;

import java.util.List;

/**
 * What goes with a run beside its text: Slack's callback under a name of its own, so that nothing
 * in it passes for the host's. Safe for use by many threads.
 */
final class Metadata {
    static final String CALLBACK = "slack";
    static final String CONNECTOR_KEY = "connector_ingress_key";
    static final String FINGERPRINT = "slack_ingress_fingerprint";
    static final String TRUNCATED = "truncated";

    /** Slack's old way to sign: a shared word in the post. Nobody needs it, so nobody gets it. */
    private static final String VERIFICATION_TOKEN = "token";

    private static final int ROOM_FOR_THE_REST = 4096;
    private static final int LARGEST = Limits.METADATA_BYTES - ROOM_FOR_THE_REST;
    private static final int DEEPEST = Limits.METADATA_DEPTH - 1;

    private static final List<String> ENVELOPE =
            List.of(
                    "type",
                    "event_id",
                    "event_time",
                    "api_app_id",
                    "team_id",
                    "context_team_id",
                    "enterprise_id",
                    "context_enterprise_id",
                    "is_ext_shared_channel");
    private static final List<String> EVENT =
            List.of(
                    "type",
                    "subtype",
                    "text",
                    "user",
                    "team",
                    "channel",
                    "channel_type",
                    "ts",
                    "event_ts",
                    "thread_ts",
                    "deleted_ts",
                    "parent_user_id",
                    "client_msg_id");
    private static final List<String> FILE =
            List.of("id", "name", "title", "mimetype", "filetype", "size");
    private static final int LONGEST_TEXT = 2048;
    private static final int LONGEST_ID = 128;

    private final JsonProvider json;

    Metadata(JsonProvider json) {
        this.json = json;
    }

    JsonObject of(JsonObject callback, String key, String fingerprint) {
        return json.createObjectBuilder()
                .add(CALLBACK, shortened(callback))
                .add(CONNECTOR_KEY, key)
                .add(FINGERPRINT, fingerprint)
                .build();
    }

    private JsonObject shortened(JsonObject callback) {
        JsonObject whole = json.createObjectBuilder(callback).remove(VERIFICATION_TOKEN).build();
        boolean fits =
                Limits.depth(whole) <= DEEPEST
                        && Limits.utf8Bytes(CanonicalJson.write(whole)) <= LARGEST;
        return fits ? whole : known(whole);
    }

    /** The members that have a meaning here, each cut so that all of them always fit. */
    private JsonObject known(JsonObject callback) {
        JsonObjectBuilder kept = copy(callback, ENVELOPE);
        if (callback.get("event") instanceof JsonObject event) {
            JsonObjectBuilder inner = copy(event, EVENT);
            addMessage(inner, event, "message");
            addMessage(inner, event, "previous_message");
            addFiles(inner, event);
            kept.add("event", inner);
        }
        return kept.add(TRUNCATED, true).build();
    }

    private void addMessage(JsonObjectBuilder to, JsonObject event, String name) {
        if (event.get(name) instanceof JsonObject message) {
            to.add(name, copy(message, EVENT));
        }
    }

    private void addFiles(JsonObjectBuilder to, JsonObject event) {
        if (event.get("files") instanceof JsonArray files) {
            JsonArrayBuilder list = json.createArrayBuilder();
            files.stream()
                    .limit(Limits.FILES)
                    .filter(JsonObject.class::isInstance)
                    .forEach(file -> list.add(copy(file.asJsonObject(), FILE)));
            to.add("files", list);
        }
    }

    private JsonObjectBuilder copy(JsonObject from, List<String> names) {
        JsonObjectBuilder copy = json.createObjectBuilder();
        for (String name : names) {
            JsonValue value = from.get(name);
            if (value instanceof JsonString text) {
                int longest = name.equals("text") ? LONGEST_TEXT : LONGEST_ID;
                copy.add(name, Limits.cut(text.getString(), longest));
            } else if (value != null && isShort(value)) {
                copy.add(name, value);
            }
        }
        return copy;
    }

    private static boolean isShort(JsonValue value) {
        return switch (value.getValueType()) {
            case TRUE, FALSE, NULL -> true;
            case NUMBER -> value.toString().length() <= LONGEST_ID;
            case STRING, OBJECT, ARRAY -> false;
        };
    }
}
