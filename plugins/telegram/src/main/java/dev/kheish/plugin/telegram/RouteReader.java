package dev.kheish.plugin.telegram;

import dev.kheish.spi.MalformedJsonException;
import dev.kheish.spi.TargetException;

import jakarta.json.JsonNumber;
import jakarta.json.JsonObject;
import jakarta.json.JsonString;
import jakarta.json.JsonValue;

import java.nio.charset.StandardCharsets;

/**
 * Reads reply targets: {@code {"connector", "chat_id", "message_thread_id"?,
 * "reply_to_message_id"?}}. Other members mean nothing. Safe for use by many threads.
 */
final class RouteReader {
    private static final int DEEPEST = 8;
    private static final String EXAMPLE = "{\"connector\": \"bot\", \"chat_id\": -1001234}";

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
    TelegramReplyRoute read(String address) throws TargetException {
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
    TelegramReplyRoute read(JsonObject members) throws TargetException {
        Long chat = number(members, "chat_id");
        if (chat == null) {
            throw missing("chat_id");
        }
        return new TelegramReplyRoute(
                connector(members),
                chat,
                number(members, "message_thread_id"),
                number(members, "reply_to_message_id"));
    }

    private static String connector(JsonObject members) throws TargetException {
        JsonValue value = members.get("connector");
        if (value == null || value.getValueType() == JsonValue.ValueType.NULL) {
            throw missing("connector");
        }
        if (!(value instanceof JsonString text)) {
            throw new TargetException("'connector' of the target must be a string.");
        }
        String name = text.getString().strip();
        if (name.isEmpty()) {
            throw missing("connector");
        }
        if (Limits.utf8Bytes(name) > Limits.ID_BYTES) {
            throw new TargetException(
                    "'connector' of the target is longer than %d bytes of UTF-8."
                            .formatted(Limits.ID_BYTES));
        }
        return name;
    }

    private static @Nullable Long number(JsonObject members, String name) throws TargetException {
        JsonValue value = members.get(name);
        if (value == null || value.getValueType() == JsonValue.ValueType.NULL) {
            return null;
        }
        if (value instanceof JsonNumber number && number.isIntegral()) {
            try {
                return number.longValueExact();
            } catch (ArithmeticException e) {
                throw new TargetException("'" + name + "' of the target is too large a number.");
            }
        }
        throw new TargetException(
                "'%s' of the target must be a whole number; chats are not known by @names here."
                        .formatted(name));
    }

    private static TargetException missing(String name) {
        return new TargetException(
                "'%s' is missing in the target; it needs 'connector' and 'chat_id'."
                        .formatted(name));
    }
}
