package dev.kheish.plugin.telegram;

import jakarta.json.JsonArray;
import jakarta.json.JsonArrayBuilder;
import jakarta.json.JsonNumber;
import jakarta.json.JsonObject;
import jakarta.json.JsonValue;
import jakarta.json.spi.JsonProvider;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * How far a bot's updates are settled: committed, or recorded as skipped. Kept in the connector's
 * state. Immutable.
 *
 * @param bot whose updates they are
 * @param next the first update that is not settled; 0 when nothing is known
 * @param savedAtMs when the last one was
 * @param skipped the latest that made no run
 */
record Cursor(long bot, long next, long savedAtMs, List<Skip> skipped) {
    static final String STATE = "telegram_polling";

    /**
     * Telegram keeps updates for a day, and after a week without any it may count from anywhere. By
     * then an old cursor would hide new updates.
     */
    static final Duration LIFE = Duration.ofDays(6);

    private static final int MOST_SKIPS = 20;

    /** An update that made no run. */
    record Skip(long update, String reason, long atMs) {}

    /** Before the first update. */
    static Cursor none(long bot) {
        return new Cursor(bot, 0, 0, List.of());
    }

    /** What is stored, if it is this bot's. */
    static Cursor read(Optional<JsonValue> stored, long bot) {
        if (!(stored.orElse(JsonValue.NULL) instanceof JsonObject object)
                || number(object, "bot_id") != bot) {
            return none(bot);
        }
        List<Skip> skipped = new ArrayList<>();
        if (object.get("skipped") instanceof JsonArray list) {
            for (JsonValue each : list) {
                JsonObject skip = each.asJsonObject();
                skipped.add(
                        new Skip(
                                number(skip, "update_id"),
                                skip.getString("reason", ""),
                                number(skip, "at_ms")));
            }
        }
        return new Cursor(
                bot, number(object, "next_update_id"), number(object, "saved_at_ms"), skipped);
    }

    /** The offset to ask with; 0, which asks for all that is there, once the cursor is too old. */
    long offset(long nowMs) {
        return nowMs - savedAtMs > LIFE.toMillis() ? 0 : next;
    }

    /** Past an update, now. */
    Cursor past(long update, long nowMs) {
        boolean fresh = offset(nowMs) == 0;
        return new Cursor(bot, fresh ? update + 1 : Math.max(next, update + 1), nowMs, skipped);
    }

    Cursor skipping(long update, String reason, long nowMs) {
        List<Skip> latest = new ArrayList<>(skipped);
        latest.add(new Skip(update, reason, nowMs));
        if (latest.size() > MOST_SKIPS) {
            latest.removeFirst();
        }
        return new Cursor(bot, next, savedAtMs, List.copyOf(latest));
    }

    JsonObject json(JsonProvider json) {
        JsonArrayBuilder list = json.createArrayBuilder();
        for (Skip skip : skipped) {
            list.add(
                    json.createObjectBuilder()
                            .add("update_id", skip.update)
                            .add("reason", skip.reason)
                            .add("at_ms", skip.atMs));
        }
        return json.createObjectBuilder()
                .add("kind", STATE)
                .add("bot_id", bot)
                .add("next_update_id", next)
                .add("saved_at_ms", savedAtMs)
                .add("skipped", list)
                .build();
    }

    private static long number(JsonObject object, String name) {
        return object.get(name) instanceof JsonNumber number ? number.longValue() : 0;
    }
}
