package dev.kheish.plugin.telegram;

import java.util.Locale;

/**
 * Why an update makes no run although Telegram did all right: sending it again would help nobody,
 * so it is passed over and counted. Each is shown under its name in lower case.
 */
enum Skipped {
    /** No message, edit, callback or channel post. */
    UNSUPPORTED_UPDATE(
            "This sort of update is of no use here; set allowed_updates of the webhook to message,"
                    + " edited_message, callback_query and channel_post, or let manage_webhook do"
                    + " that."),
    /** A chat that is not on the list. */
    CHAT_NOT_ALLOWED(
            "Add the chat to allowed_chat_ids to take its messages, or remove the bot from it."),
    /** A button below a message that Telegram does not tell. */
    CALLBACK_WITHOUT_MESSAGE("Buttons of inline messages belong to no chat."),
    /** A button without data, such as that of a game. */
    CALLBACK_WITHOUT_DATA("Only buttons with callback_data say anything."),
    /** Neither text nor a file: somebody joined, a poll, a place, and so on. */
    EMPTY_MESSAGE("Messages without text and files are not taken."),
    /** A sticker of which nobody can tell what sort of file it is. */
    STICKER_WITHOUT_TYPE("The sticker does not tell its format, so it cannot be a file."),
    /** Written by another bot. */
    BOT_MESSAGE("Bots are not answered: two of them would never end."),
    /** Written by this bot. */
    OWN_MESSAGE("What the bot itself wrote is not taken."),
    /** A group says that it goes on as a supergroup. */
    CHAT_MIGRATED("The group has become a supergroup; its session goes on there."),
    /** What cannot be read. By webhook it is refused; by poll it is passed over. */
    UNREADABLE("The update has not the form that the Bot API describes; the log says where."),
    /** Another update came under a known id. */
    CONFLICT("Another update came under an update_id that is known; the first one stands.");

    private final String advice;

    Skipped(String advice) {
        this.advice = advice;
    }

    /** As answers and the connector's view name it. */
    String reason() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** What an operator can do about it. */
    String advice() {
        return advice;
    }
}
