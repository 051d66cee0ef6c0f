package dev.kheish.plugin.slack;

import dev.kheish.spi.MalformedJsonException;
import dev.kheish.spi.TargetException;

import jakarta.json.JsonObject;
import jakarta.json.JsonString;
import jakarta.json.JsonValue;

import java.nio.charset.StandardCharsets;

/**
 * Reads reply targets: {@code {"connector", "enterprise_id"?, "team_id"?, "channel_id",
 * "thread_ts"?}}. Other members mean nothing. Safe for use by many threads.
 */
final class RouteReader {
    private static final int DEEPEST = 8;
    private static final String EXAMPLE =
            "{\"connector\": \"support\", \"channel_id\": \"C0123456\"}";

    private final JsonParser parser;

    RouteReader(JsonParser parser) {
        this.parser = parser;
    }

    /** The host's strict parser. */
    @FunctionalInterface
    interface JsonParser {
        JsonValue parse(byte[] utf8, int maxDepth) throws MalformedJsonException;
    }

    /** Reads the address of a raw handle. */
    SlackReplyRoute read(String address) throws TargetException {
        byte[] utf8 = address.getBytes(StandardCharsets.UTF_8);
        if (utf8.length > Limits.ADDRESS_BYTES) {
            throw new TargetException(
                    "The address is longer than " + Limits.ADDRESS_BYTES + " bytes of UTF-8.");
        }
        try {
            if (parser.parse(utf8, DEEPEST) instanceof JsonObject object) {
                return read(object);
            }
        } catch (MalformedJsonException e) {
            throw new TargetException(
                    "The address is no usable JSON (%s); write an object such as %s."
                            .formatted(e.getMessage(), EXAMPLE));
        }
        throw new TargetException("The address must be a JSON object such as " + EXAMPLE + ".");
    }

    /** Reads a structured target. */
    SlackReplyRoute read(JsonObject members) throws TargetException {
        return new SlackReplyRoute(
                required(members, "connector"),
                new Workspace(optional(members, "enterprise_id"), optional(members, "team_id")),
                required(members, "channel_id"),
                optional(members, "thread_ts"));
    }

    private static String required(JsonObject members, String name) throws TargetException {
        String value = optional(members, name);
        if (value == null) {
            throw new TargetException(
                    "'%s' is missing in the target; it needs 'connector' and 'channel_id'."
                            .formatted(name));
        }
        return value;
    }

    private static @Nullable String optional(JsonObject members, String name)
            throws TargetException {
        JsonValue value = members.get(name);
        if (value == null || value.getValueType() == JsonValue.ValueType.NULL) {
            return null;
        }
        if (!(value instanceof JsonString text)) {
            throw new TargetException("'" + name + "' of the target must be a string.");
        }
        String id = text.getString().strip();
        if (Limits.utf8Bytes(id) > Limits.ID_BYTES) {
            throw new TargetException(
                    "'%s' of the target is longer than %d bytes of UTF-8."
                            .formatted(name, Limits.ID_BYTES));
        }
        return id.isEmpty() ? null : id;
    }
}
