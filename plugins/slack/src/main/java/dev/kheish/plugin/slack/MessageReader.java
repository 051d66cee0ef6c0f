package dev.kheish.plugin.slack;

import dev.kheish.spi.Settings;

import jakarta.json.JsonObject;
import jakarta.json.JsonValue;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/**
 * Finds the message in an event callback, if there is one to take. Throws {@link BadInputException}
 * for what Slack does not send. Safe for use by many threads.
 */
final class MessageReader {
    private static final String MESSAGE = "message";
    private static final String APP_MENTION = "app_mention";
    private static final String CHANGED = "message_changed";
    private static final String DELETED = "message_deleted";
    private static final String TOMBSTONE = "tombstone";
    private static final String UNKNOWN_USER = "slack-user";

    /** Slack's own bot has a user, but no bot id. */
    private static final String SLACKBOT = "USLACKBOT";

    /** Subtypes that somebody wrote. */
    private static final Set<String> WRITTEN =
            Set.of("", "file_share", "thread_broadcast", "me_message");

    /** Stands for a message of which nothing is told. */
    private static final Members NOBODY = new Members(JsonValue.EMPTY_JSON_OBJECT, "event");

    private static final Set<String> DIRECT = Set.of("im", "app_home");

    private final AllowLists lists;
    private final boolean includesEdits;
    private final Predicate<String> isOwnUser;

    /** {@code isOwnUser} knows users that the app is known to act as. */
    MessageReader(Settings settings, AllowLists lists, Predicate<String> isOwnUser) {
        this.lists = lists;
        this.includesEdits = settings.bool(SlackSettings.INCLUDE_EDITS);
        this.isOwnUser = isOwnUser;
    }

    Reading read(Callback callback) {
        Members event = callback.event();
        if (event == null) {
            throw new BadInputException("'event' is missing.");
        }
        String type = event.id("type");
        boolean mention = APP_MENTION.equals(type);
        boolean ofUse = mention || MESSAGE.equals(type);
        Optional<Ignored> refusal = lists.refusal(callback, ofUse ? event.id("channel") : null);
        if (refusal.isPresent()) {
            return new Reading.Leave(refusal.get());
        }
        if (!ofUse) {
            return new Reading.Leave(Ignored.UNSUPPORTED_EVENT);
        }
        String subtype = event.id("subtype");
        return switch (subtype == null ? "" : subtype) {
            case CHANGED -> changed(callback, event);
            case DELETED -> deleted(callback, event, event.object("previous_message"));
            case String other -> written(callback, event, other, mention);
        };
    }

    private Reading written(Callback callback, Members event, String subtype, boolean mention) {
        if (isOfBot(event)) {
            return new Reading.Leave(Ignored.BOT_MESSAGE);
        }
        if (!WRITTEN.contains(subtype)) {
            return new Reading.Leave(Ignored.UNSUPPORTED_SUBTYPE);
        }
        if (isOwn(callback, event)) {
            return new Reading.Leave(Ignored.OWN_MESSAGE);
        }
        String ts = event.id("ts");
        return new Reading.Take(
                new Message(
                        mention ? Message.Kind.APP_MENTION : Message.Kind.MESSAGE,
                        ts,
                        actor(event),
                        place(event, event, ts),
                        new Message.Content(event.text("text"), event.objects("files"))));
    }

    private Reading changed(Callback callback, Members event) {
        Members now = event.object(MESSAGE);
        if (now == null) {
            throw new BadInputException("'event.message' is missing.");
        }
        Members before = event.object("previous_message");
        if (TOMBSTONE.equals(now.id("subtype"))) {
            // Where others have answered, a deleted message leaves a stone in its place.
            return deleted(callback, event, before == null ? now : before);
        }
        Optional<Ignored> unwanted = unwantedEdit(callback, now);
        if (unwanted.isPresent()) {
            return new Reading.Leave(unwanted.get());
        }
        String text = now.text("text");
        if (before != null && text.equals(before.text("text"))) {
            return new Reading.Leave(Ignored.UNCHANGED);
        }
        return new Reading.Take(
                edit(Message.Kind.CHANGED, event, place(event, now, now.id("ts")), now, text));
    }

    /**
     * @param was the message that is gone; null where Slack does not tell
     */
    private Reading deleted(Callback callback, Members event, @Nullable Members was) {
        Members subject = was == null ? NOBODY : was;
        Optional<Ignored> unwanted = unwantedEdit(callback, subject);
        if (unwanted.isPresent()) {
            return new Reading.Leave(unwanted.get());
        }
        String ts = was == null ? event.id("deleted_ts") : was.id("ts");
        String text =
                ts == null
                        ? "[A message was deleted.]"
                        : "[The message %s was deleted.]".formatted(ts);
        return new Reading.Take(
                edit(Message.Kind.DELETED, event, place(event, subject, ts), subject, text));
    }

    private Optional<Ignored> unwantedEdit(Callback callback, Members subject) {
        if (isOfBot(subject)) {
            return Optional.of(Ignored.BOT_MESSAGE);
        }
        if (isOwn(callback, subject)) {
            return Optional.of(Ignored.OWN_MESSAGE);
        }
        return includesEdits ? Optional.empty() : Optional.of(Ignored.EDITS_OFF);
    }

    /** The files of an edited message came with the message. */
    private static Message edit(
            Message.Kind kind, Members event, Message.Place place, Members subject, String text) {
        return new Message(
                kind, event.id("ts"), actor(subject), place, new Message.Content(text, List.of()));
    }

    private static Message.Place place(Members event, Members message, @Nullable String ts) {
        String channel = channel(event);
        return new Message.Place(channel, ts, message.id("thread_ts"), isDirect(event, channel));
    }

    private static String channel(Members event) {
        String channel = event.id("channel");
        if (channel == null) {
            throw new BadInputException("'event.channel' is missing.");
        }
        return channel;
    }

    private static String actor(Members message) {
        String user = message.id("user");
        return user == null ? UNKNOWN_USER : user;
    }

    private static boolean isDirect(Members event, String channel) {
        String type = event.id("channel_type");
        return type == null ? channel.startsWith("D") : DIRECT.contains(type);
    }

    private static boolean isOfBot(Members message) {
        return message.id("bot_id") != null
                || message.object().get("bot_profile") instanceof JsonObject
                || "bot_message".equals(message.id("subtype"))
                || SLACKBOT.equals(message.id("user"));
    }

    /** An app may also write as a person who let it; then only its id tells. */
    private boolean isOwn(Callback callback, Members message) {
        String app = message.id("app_id");
        if (app != null && app.equals(callback.appId())) {
            return true;
        }
        String user = message.id("user");
        return user != null
                && (isOwnUser.test(user)
                        || callback.authorizations().stream()
                                .anyMatch(each -> each.bot() && user.equals(each.user())));
    }
}
