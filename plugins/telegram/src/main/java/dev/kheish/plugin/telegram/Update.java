package dev.kheish.plugin.telegram;

import jakarta.json.JsonObject;
import jakarta.json.JsonValue;

/** One update as Telegram sends it, by webhook or by poll. Immutable. */
record Update(long id, Members members) {
    /** Throws {@link BadInputException} for what is no object or has no {@code update_id}. */
    static Update of(JsonValue value) {
        Members members = Members.of(value, "");
        return new Update(members.required("update_id"), members);
    }

    /** The sorts of updates that make runs, in the order in which they are looked for. */
    enum Kind {
        /** A message in a private chat or a group. */
        MESSAGE("message"),
        /** A message has another text now. */
        EDITED_MESSAGE("edited_message"),
        /** Somebody pressed a button below a message. */
        CALLBACK_QUERY("callback_query"),
        /** A message in a channel. */
        CHANNEL_POST("channel_post");

        private final String text;

        Kind(String text) {
            this.text = text;
        }

        /** As Telegram names it. */
        String text() {
            return text;
        }
    }

    JsonObject json() {
        return members.object();
    }
}
