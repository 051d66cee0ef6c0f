package dev.kheish.plugin.telegram;

import java.util.List;
import java.util.Objects;
import java.util.function.LongPredicate;

/**
 * Finds what to take in an update. Throws {@link BadInputException} for what has not the form that
 * the Bot API describes. Safe for use by many threads.
 */
final class UpdateReader {
    private static final String UNKNOWN_USER = "telegram-user";

    private final Chats chats;
    private final LongPredicate isOwn;

    /** {@code isOwn} knows the bot's own id. */
    UpdateReader(Chats chats, LongPredicate isOwn) {
        this.chats = chats;
        this.isOwn = isOwn;
    }

    Reading read(Update update) {
        for (Update.Kind kind : Update.Kind.values()) {
            Members body = update.members().object(kind.text());
            if (body != null) {
                return kind == Update.Kind.CALLBACK_QUERY ? callback(body) : message(kind, body);
            }
        }
        return new Reading.Leave(Skipped.UNSUPPORTED_UPDATE);
    }

    private Reading callback(Members query) {
        String id = query.id("id");
        Members message = query.object("message");
        if (message == null) {
            return new Reading.Leave(Skipped.CALLBACK_WITHOUT_MESSAGE);
        }
        Incoming.Place place = place(message);
        if (!chats.allows(place.chat())) {
            return new Reading.Leave(Skipped.CHAT_NOT_ALLOWED);
        }
        String data = query.text("data");
        if (data == null || data.isBlank()) {
            return new Reading.Leave(Skipped.CALLBACK_WITHOUT_DATA);
        }
        return new Reading.Take(
                new Incoming(Update.Kind.CALLBACK_QUERY, actor(query), place, data, List.of(), id));
    }

    private Reading message(Update.Kind kind, Members message) {
        Incoming.Place place = place(message);
        boolean migration = isMigration(message, place.chat());
        if (!chats.allows(place.chat())) {
            return new Reading.Leave(Skipped.CHAT_NOT_ALLOWED);
        }
        if (migration) {
            return new Reading.Leave(Skipped.CHAT_MIGRATED);
        }
        Skipped author = refusedAuthor(message);
        if (author != null) {
            return new Reading.Leave(author);
        }
        String text = text(message);
        List<Media> files = MediaReader.read(message);
        if (text.isBlank() && files.isEmpty()) {
            return new Reading.Leave(
                    MediaReader.hasUntypedSticker(message)
                            ? Skipped.STICKER_WITHOUT_TYPE
                            : Skipped.EMPTY_MESSAGE);
        }
        return new Reading.Take(new Incoming(kind, actor(message), place, text, files, null));
    }

    private static Incoming.Place place(Members message) {
        Members chat = message.object("chat");
        if (chat == null) {
            throw new BadInputException("A message has no 'chat'.");
        }
        // In groups without topics, replies carry the id as well; answering there would fail.
        Long thread = message.flag("is_topic_message") ? message.number("message_thread_id") : null;
        return new Incoming.Place(chat.required("id"), thread, message.required("message_id"));
    }

    /** Both the old and the new chat get such a notice. */
    private boolean isMigration(Members message, long chat) {
        Long to = message.number("migrate_to_chat_id");
        if (to != null) {
            chats.learn(chat, to);
        }
        Long from = message.number("migrate_from_chat_id");
        if (from != null) {
            chats.learn(from, chat);
        }
        return to != null || from != null;
    }

    /** People who write for a group or a channel come under a bot of Telegram's. */
    private @Nullable Skipped refusedAuthor(Members message) {
        Members from = message.object("from");
        if (from == null) {
            return null;
        }
        if (isOwn.test(from.required("id"))) {
            return Skipped.OWN_MESSAGE;
        }
        boolean bot = from.flag("is_bot") && !message.has("sender_chat");
        return bot ? Skipped.BOT_MESSAGE : null;
    }

    private static String actor(Members body) {
        Members from = body.object("from");
        Members author = from == null ? body.object("sender_chat") : from;
        return author == null ? UNKNOWN_USER : Long.toString(author.required("id"));
    }

    private static String text(Members message) {
        String text = message.text("text");
        return Objects.requireNonNullElse(text == null ? message.text("caption") : text, "");
    }
}
