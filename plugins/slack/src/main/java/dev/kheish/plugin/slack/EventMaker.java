package dev.kheish.plugin.slack;

import dev.kheish.spi.CanonicalJson;
import dev.kheish.spi.InboundEvent;
import dev.kheish.spi.InputItem;
import dev.kheish.spi.ReplyHandle;
import dev.kheish.spi.Settings;

import jakarta.json.JsonObject;
import jakarta.json.spi.JsonProvider;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/** Turns messages into events, under the settings of one connector. Safe for many threads. */
final class EventMaker {
    private final String connector;
    private final boolean trusted;
    private final boolean joinsDirect;
    private final boolean answersItself;
    private final List<ReplyHandle> moreTargets;
    private final List<String> moreKeys;
    private final SharedFiles files;
    private final Metadata metadata;
    private final JsonProvider json;

    EventMaker(Settings settings, SharedFiles files, JsonProvider json) {
        this.connector = settings.connector();
        this.trusted = settings.hasSecret(SlackSettings.SIGNING_SECRET);
        this.joinsDirect =
                settings.string(SlackSettings.DIRECT_MESSAGES)
                        .filter(SlackSettings.CHANNEL::equals)
                        .isPresent();
        this.answersItself = settings.bool(SlackSettings.INCLUDE_SELF);
        this.moreTargets = settings.replyTargets(SlackSettings.MORE_TARGETS);
        this.moreKeys = settings.strings(SlackSettings.MORE_KEYS);
        this.files = files;
        this.metadata = new Metadata(json);
        this.json = json;
    }

    InboundEvent make(Callback callback, Message message) {
        Workspace workspace = callback.workspace();
        var conversation = Conversation.of(connector, workspace, message.place(), joinsDirect);
        String key = key(callback, message, conversation);
        JsonObject event = Objects.requireNonNull(callback.event()).object();
        String fingerprint = CanonicalJson.sha256(event);
        InboundEvent.Builder made =
                InboundEvent.builder(message.kind().text(), message.actor())
                        .once(key, fingerprint)
                        .aliases(aliases(message, conversation, key))
                        .conversation(conversation.key())
                        .naturalSession(conversation.key())
                        .bindingKeys(moreKeys)
                        .metadata(metadata.of(callback.json(), key, fingerprint));
        if (trusted) {
            // Where anybody may post, anybody could invent channels, each with a rate of its own.
            made.rateScope(conversation.rateScope());
        }
        addContent(made, message.content(), workspace);
        addTargets(made, conversation);
        return made.build();
    }

    private static String key(Callback callback, Message message, Conversation conversation) {
        String eventId = callback.eventId();
        if (eventId != null) {
            return conversation.receipt(eventId);
        }
        String ts = message.ts();
        if (ts == null) {
            throw new BadInputException(
                    "Neither 'event_id' nor 'event.ts' is there to know the event again by.");
        }
        return conversation.receiptOfMessage(ts);
    }

    /** A message that names the bot comes twice, under two event ids: as message and as mention. */
    private static List<String> aliases(Message message, Conversation conversation, String key) {
        String ts = message.ts();
        if (ts == null || message.kind().isEdit()) {
            return List.of();
        }
        String alias = conversation.receiptOfMessage(ts);
        return alias.equals(key) ? List.of() : List.of(alias);
    }

    private void addContent(
            InboundEvent.Builder made, Message.Content content, Workspace workspace) {
        SharedFiles.Sorted sorted = files.sort(content.files(), workspace);
        List<InputItem> items = new ArrayList<>();
        if (!content.text().isBlank()) {
            items.add(InputItem.text(content.text()));
        }
        items.addAll(sorted.notes());
        made.items(items).files(sorted.references());
    }

    private void addTargets(InboundEvent.Builder made, Conversation conversation) {
        if (answersItself) {
            var route =
                    new SlackReplyRoute(
                            connector,
                            conversation.workspace(),
                            conversation.place().channel(),
                            conversation.answerThread());
            made.replyTo(List.of(route.handle(json)));
        }
        made.replyTo(moreTargets);
    }
}
