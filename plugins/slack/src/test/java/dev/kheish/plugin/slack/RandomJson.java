package dev.kheish.plugin.slack;

import jakarta.json.JsonArrayBuilder;
import jakarta.json.JsonObjectBuilder;
import jakarta.json.JsonValue;
import jakarta.json.spi.JsonProvider;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Random;

/**
 * Posts that look more or less like Slack's: the right names with whatever values. The same seed
 * makes the same posts.
 */
final class RandomJson {
    private static final List<String> EVENT =
            List.of(
                    "type",
                    "subtype",
                    "channel",
                    "channel_type",
                    "ts",
                    "thread_ts",
                    "deleted_ts",
                    "user",
                    "text",
                    "team",
                    "bot_id",
                    "app_id",
                    "files",
                    "message",
                    "previous_message",
                    "id",
                    "name",
                    "url_private",
                    "mimetype",
                    "size");
    private static final List<String> ENVELOPE =
            List.of(
                    "type",
                    "event",
                    "event_id",
                    "team_id",
                    "context_team_id",
                    "enterprise_id",
                    "authorizations",
                    "api_app_id",
                    "challenge",
                    "minute_rate_limited",
                    "token");
    private static final List<String> WORDS =
            List.of(
                    "message",
                    "message_changed",
                    "message_deleted",
                    "file_share",
                    "app_mention",
                    "event_callback",
                    "url_verification",
                    "1750000000.000100",
                    "C1",
                    "U1",
                    "",
                    "https://files.slack.com/a?t=xoxe-1",
                    "https://evil.example/a",
                    "://",
                    "im");

    /** Looking it up for each value takes longer than everything else. */
    private static final JsonProvider JSON = JsonProvider.provider();

    private final Random random;

    RandomJson(long seed) {
        this.random = new Random(seed);
    }

    JsonValue envelope() {
        return random.nextInt(10) == 0 ? value(1) : object(ENVELOPE, 3);
    }

    /** Mostly one that could be a message: those are the interesting ones. */
    JsonValue event() {
        return event(2);
    }

    private JsonValue event(int depth) {
        JsonObjectBuilder event = JSON.createObjectBuilder(object(EVENT, depth).asJsonObject());
        if (random.nextInt(3) != 0) {
            event.add("type", "message").add("channel", "C1");
        }
        return event.build();
    }

    private JsonValue object(List<String> names, int depth) {
        JsonObjectBuilder object = JSON.createObjectBuilder();
        for (int i = random.nextInt(12); i > 0; i--) {
            object.add(names.get(random.nextInt(names.size())), value(depth));
        }
        return object.build();
    }

    private JsonValue value(int depth) {
        return switch (random.nextInt(depth > 0 ? 9 : 6)) {
            case 0 -> JsonValue.NULL;
            case 1 -> random.nextBoolean() ? JsonValue.TRUE : JsonValue.FALSE;
            case 2 -> JSON.createValue(random.nextInt());
            case 3 -> JSON.createValue(text());
            case 4, 5 -> JSON.createValue(WORDS.get(random.nextInt(WORDS.size())));
            case 6 -> event(depth - 1);
            case 7 -> object(EVENT, depth - 1);
            default -> list(depth - 1);
        };
    }

    private JsonValue list(int depth) {
        JsonArrayBuilder list = JSON.createArrayBuilder();
        for (int i = random.nextInt(12); i > 0; i--) {
            list.add(random.nextInt(4) == 0 ? value(depth) : object(EVENT, depth));
        }
        return list.build();
    }

    private String text() {
        byte[] bytes = new byte[random.nextInt(40)];
        random.nextBytes(bytes);
        return new String(bytes, StandardCharsets.UTF_8);
    }
}
