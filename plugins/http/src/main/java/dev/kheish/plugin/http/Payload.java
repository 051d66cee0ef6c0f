package dev.kheish.plugin.http;

import dev.kheish.spi.InputItem;
import dev.kheish.spi.ReplyHandle;

import jakarta.json.JsonValue;

import java.util.List;

/** One post, checked member by member: ids and keys are trimmed, blank ones are absent. */
record Payload(
        Sender sender,
        Body body,
        JsonValue metadata,
        Reply reply,
        @Nullable String idempotencyKey) {

    /** Who speaks, and in which session; binding keys are sorted and unique. */
    record Sender(@Nullable String sessionId, List<String> bindingKeys, @Nullable String actorId) {}

    /** What it says. */
    record Body(String content, List<InputItem> items, List<InputItem> attachments) {
        boolean hasFiles() {
            return !attachments.isEmpty()
                    || items.stream().anyMatch(item -> item.type() != InputItem.Type.TEXT);
        }
    }

    /** Where the sender wants answers to go; {@code first} comes before the others. */
    record Reply(@Nullable ReplyHandle first, List<ReplyHandle> others) {
        boolean isGiven() {
            return first != null || !others.isEmpty();
        }
    }

    Payload withIdempotencyKey(@Nullable String key) {
        return new Payload(sender, body, metadata, reply, key);
    }
}
