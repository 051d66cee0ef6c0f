package dev.kheish.plugin.external;

import dev.kheish.spi.CanonicalJson;

import jakarta.json.JsonArray;
import jakarta.json.spi.JsonProvider;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;

/**
 * One conversation of a connector: the id of the session that it makes, and the key that leads to
 * it.
 *
 * <p>The key is that of the whole path. Keys of its beginnings are not bound: they would lead every
 * channel of a guild, and every direct message, into the session of the first one.
 *
 * @param sessionId such as {@code external:demo:0123456789abcdef}
 * @param bindingKey such as {@code external:demo:<platform>:<segment>:<segment>}, all but the name
 *     in base64url
 */
record Conversation(String sessionId, String bindingKey) {
    private static final int SESSION_DIGITS = 16;
    private static final String DIGEST = "~sha256:"; // no base64url holds a tilde
    private static final Base64.Encoder BASE64 = Base64.getUrlEncoder().withoutPadding();

    /** The conversation of an event; null if it names none. */
    static @Nullable Conversation of(
            String connector, String platform, WireEvent.Place place, JsonProvider json) {
        String head = ExternalKind.NAME + ":" + connector + ":";
        if (!place.path().isEmpty()) {
            JsonArray hashed = hashedPath(platform, place.path(), json);
            return new Conversation(
                    head + digest(hashed), head + base64(platform) + pathKey(place.path()));
        }
        if (place.routingKey() == null) {
            return null;
        }
        String key = place.routingKey().strip();
        JsonArray hashed = hashedKey(platform, key, json);
        return new Conversation(
                head + digest(hashed), head + base64(platform) + ":route:" + base64(key));
    }

    private static JsonArray hashedPath(String platform, List<String> path, JsonProvider json) {
        return json.createArrayBuilder().add(platform).add(json.createArrayBuilder(path)).build();
    }

    private static JsonArray hashedKey(String platform, String key, JsonProvider json) {
        return json.createArrayBuilder().add("routing_key").add(platform).add(key).build();
    }

    // A path of the greatest length is several times longer than a key may be.
    private static String pathKey(List<String> path) {
        var key = new StringBuilder();
        path.forEach(segment -> key.append(':').append(base64(segment)));
        return key.length() <= Limits.BINDING_KEY_BYTES - Limits.KEY_HEAD_BYTES
                ? key.toString()
                : ":" + DIGEST + CanonicalJson.sha256(key.toString());
    }

    private static String digest(JsonArray hashed) {
        return CanonicalJson.sha256(hashed).substring(0, SESSION_DIGITS);
    }

    private static String base64(String text) {
        return BASE64.encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }
}
