package dev.kheish.plugin.telegram;

import jakarta.json.JsonArrayBuilder;
import jakarta.json.JsonObjectBuilder;
import jakarta.json.JsonValue;
import jakarta.json.spi.JsonProvider;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Random;

/**
 * Updates that look more or less like Telegram's: the right names with whatever values. The same
 * seed makes the same updates.
 */
final class RandomUpdates {
    private static final List<String> NAMES =
            List.of(
                    "message",
                    "edited_message",
                    "channel_post",
                    "callback_query",
                    "message_id",
                    "message_thread_id",
                    "is_topic_message",
                    "chat",
                    "from",
                    "sender_chat",
                    "id",
                    "is_bot",
                    "text",
                    "caption",
                    "data",
                    "photo",
                    "document",
                    "voice",
                    "animation",
                    "sticker",
                    "is_animated",
                    "is_video",
                    "file_id",
                    "file_name",
                    "mime_type",
                    "file_size",
                    "width",
                    "height",
                    "migrate_to_chat_id",
                    "telegram",
                    "connector_ingress_key");

    /** Looking it up for each value takes longer than everything else. */
    private static final JsonProvider JSON = JsonProvider.provider();

    private final Random random;

    RandomUpdates(long seed) {
        this.random = new Random(seed);
    }

    JsonValue update(long id) {
        JsonObjectBuilder update = JSON.createObjectBuilder(object(3).asJsonObject());
        if (random.nextInt(20) != 0) {
            update.add("update_id", id);
        }
        if (random.nextInt(4) != 0) {
            List<String> kinds = List.of("message", "edited_message", "channel_post");
            update.add(kinds.get(random.nextInt(kinds.size())), message());
        }
        return random.nextInt(30) == 0 ? value(1) : update.build();
    }

    private JsonValue message() {
        JsonObjectBuilder message = JSON.createObjectBuilder(object(2).asJsonObject());
        if (random.nextInt(8) != 0) {
            message.add("message_id", random.nextInt(100))
                    .add("chat", JSON.createObjectBuilder().add("id", random.nextInt(5) - 2));
        }
        return message.build();
    }

    private JsonValue object(int depth) {
        JsonObjectBuilder object = JSON.createObjectBuilder();
        for (int i = random.nextInt(10); i > 0; i--) {
            object.add(NAMES.get(random.nextInt(NAMES.size())), value(depth));
        }
        return object.build();
    }

    private JsonValue value(int depth) {
        return switch (random.nextInt(depth > 0 ? 8 : 5)) {
            case 0 -> JsonValue.NULL;
            case 1 -> random.nextBoolean() ? JsonValue.TRUE : JsonValue.FALSE;
            case 2 -> JSON.createValue(random.nextLong());
            case 3 -> JSON.createValue(random.nextInt(100));
            case 4 -> JSON.createValue(text());
            case 5, 6 -> object(depth - 1);
            default -> list(depth - 1);
        };
    }

    private JsonValue list(int depth) {
        JsonArrayBuilder list = JSON.createArrayBuilder();
        for (int i = random.nextInt(10); i > 0; i--) {
            list.add(random.nextInt(4) == 0 ? value(depth) : object(depth));
        }
        return list.build();
    }

    private String text() {
        byte[] bytes = new byte[random.nextInt(30)];
        random.nextBytes(bytes);
        return new String(bytes, StandardCharsets.UTF_8);
    }
}
