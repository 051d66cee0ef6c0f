package dev.kheish.plugin.telegram;

import dev.kheish.spi.StateMap;

import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import jakarta.json.spi.JsonProvider;

/**
 * What earlier attempts of a delivery have done, step by step; on disk before the next step begins.
 * For one thread.
 */
final class Progress {
    private static final String SENT = "sent";
    private static final String MESSAGE_ID = "message_id";

    private final StateMap kept;
    private final JsonProvider json;

    Progress(StateMap kept, JsonProvider json) {
        this.kept = kept;
        this.json = json;
    }

    boolean isDone(Plan.Step step) {
        return isKept(step.key())
                || (step instanceof Plan.Step.Album album
                        && album.files().stream().allMatch(file -> isKept(file.key())));
    }

    /** The id of the message that a step made; empty when Telegram did not tell it. */
    String messageId(Plan.Step step) {
        return kept.get(step.key())
                .filter(JsonObject.class::isInstance)
                .map(value -> value.asJsonObject().getString(MESSAGE_ID, ""))
                .orElse("");
    }

    void sent(Plan.Step step, String messageId) {
        JsonObjectBuilder value = json.createObjectBuilder().add(SENT, true);
        if (!messageId.isEmpty()) {
            value.add(MESSAGE_ID, messageId);
        }
        kept.put(step.key(), value.build());
    }

    private boolean isKept(String key) {
        return kept.get(key)
                .filter(JsonObject.class::isInstance)
                .map(value -> value.asJsonObject().getBoolean(SENT, false))
                .orElse(false);
    }
}
