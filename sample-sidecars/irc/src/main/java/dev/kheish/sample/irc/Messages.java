package dev.kheish.sample.irc;

import dev.kheish.sidecar.Event;
import dev.kheish.sidecar.JsonObject;

import java.time.DateTimeException;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;

/** Turns what people write into events. Stateless. */
final class Messages {
    private static final int MAX_ID_BYTES = 400;

    private final IrcSettings settings;

    Messages(IrcSettings settings) {
        this.settings = settings;
    }

    /**
     * The event in a {@code PRIVMSG}, or empty: other bots, our own words, commands between
     * clients, and what is not meant for us where only that is wanted.
     *
     * @param own the nick that we have
     */
    Optional<Event> event(IrcMessage message, String own, ServerTraits traits) {
        String from = message.nick();
        String text = message.last();
        boolean unwanted =
                !message.is("PRIVMSG")
                        || message.parameters().size() < 2
                        || from.isEmpty()
                        || !message.source().contains("!")
                        || traits.casemapping().same(from, own)
                        || message.tags().containsKey("bot")
                        || text.startsWith("\u0001");
        if (unwanted) {
            return Optional.empty();
        }
        String target = message.parameter(0);
        boolean direct = traits.casemapping().same(target, own);
        Optional<String> addressed = Addressing.words(text, own, traits.casemapping());
        if (!direct && addressed.isEmpty() && settings.addressedOnly()) {
            return Optional.empty();
        }
        String content = addressed.orElse(text).strip();
        return content.isEmpty()
                ? Optional.empty()
                : Optional.of(built(message, traits, direct ? "" : target, content));
    }

    private Event built(IrcMessage message, ServerTraits traits, String channel, String content) {
        String from = message.nick();
        boolean direct = channel.isEmpty();
        // Names in any case are the same place.
        String place = traits.casemapping().fold(direct ? from : channel);
        Event.Builder event =
                Event.builder(id(message))
                        .actor(from)
                        .sourceKind("message")
                        .content(content)
                        .replyRoute(JsonObject.empty().with("target", direct ? from : channel))
                        .metadata(metadata(message, traits, channel));
        if (direct) {
            event.thread("pm", place);
        } else {
            event.thread(place);
        }
        sentAt(message).ifPresent(event::occurredAt);
        return event.build();
    }

    /** The network's own id where it has one; otherwise nobody can tell a repeat, nor make one. */
    private static String id(IrcMessage message) {
        String given = message.tags().getOrDefault("msgid", "");
        return given.isBlank() || given.length() > MAX_ID_BYTES
                ? "irc-" + UUID.randomUUID()
                : "msgid-" + given;
    }

    private static JsonObject metadata(IrcMessage message, ServerTraits traits, String channel) {
        JsonObject metadata =
                JsonObject.empty().with("nick", message.nick()).with("mask", message.source());
        if (!channel.isEmpty()) {
            metadata = metadata.with("channel", channel);
        }
        String account = message.tags().getOrDefault("account", "");
        if (!account.isEmpty()) {
            metadata = metadata.with("account", account);
        }
        return traits.network().isEmpty() ? metadata : metadata.with("network", traits.network());
    }

    private static Optional<Instant> sentAt(IrcMessage message) {
        String time = message.tags().getOrDefault("time", "");
        try {
            return time.isEmpty() ? Optional.empty() : Optional.of(Instant.parse(time));
        } catch (DateTimeException e) {
            // A clock that cannot be read is none.
            return Optional.empty();
        }
    }
}
