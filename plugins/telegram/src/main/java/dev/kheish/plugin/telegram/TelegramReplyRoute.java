package dev.kheish.plugin.telegram;

import dev.kheish.spi.CanonicalJson;
import dev.kheish.spi.Origin;
import dev.kheish.spi.ReplyHandle;
import dev.kheish.spi.Target;

import jakarta.json.JsonObjectBuilder;
import jakarta.json.spi.JsonProvider;

/**
 * Where an answer is sent to. Immutable.
 *
 * @param connector which connector sends
 * @param thread the topic of a forum; null for the chat itself
 * @param replyTo the message that is answered; null for none
 */
record TelegramReplyRoute(
        String connector, long chat, @Nullable Long thread, @Nullable Long replyTo) {
    private static final int SHOWN_DIGITS = 16;

    /** The text that leads here again; equal routes have equal addresses. */
    String address(JsonProvider json) {
        JsonObjectBuilder members =
                json.createObjectBuilder().add("connector", connector).add("chat_id", chat);
        if (thread != null) {
            members.add("message_thread_id", thread);
        }
        if (replyTo != null) {
            members.add("reply_to_message_id", replyTo);
        }
        return members.build().toString();
    }

    /** The supergroup that the chat has become; ids of messages mean others there. */
    TelegramReplyRoute at(long supergroup) {
        return supergroup == chat
                ? this
                : new TelegramReplyRoute(connector, supergroup, thread, null);
    }

    ReplyHandle handle(JsonProvider json) {
        return ReplyHandle.of(TelegramKind.NAME, address(json));
    }

    /** A chat, or a topic of it, is a lane: what is said there keeps its order. */
    Target target(JsonProvider json, Origin origin) {
        String lane = chat + (thread == null ? "" : ":" + thread);
        return Target.of(address(json), origin, display()).withConnector(connector).withLane(lane);
    }

    // The id of a private chat is that of a person.
    private String display() {
        String digest = CanonicalJson.sha256(Long.toString(chat)).substring(0, SHOWN_DIGITS);
        return TelegramKind.NAME + ":" + connector + ":chat_sha256:" + digest;
    }
}
