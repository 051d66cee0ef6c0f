package dev.kheish.plugin.telegram;

import dev.kheish.spi.FileRef;
import dev.kheish.spi.InboundEvent;
import dev.kheish.spi.InputItem;
import dev.kheish.spi.ReplyHandle;
import dev.kheish.spi.Settings;

import jakarta.json.spi.JsonProvider;

import java.util.ArrayList;
import java.util.List;

/** Turns what was read into events, under the settings of one connector. Safe for many threads. */
final class EventMaker {
    private final String connector;
    private final boolean fetchesFiles;
    private final boolean answersItself;
    private final List<ReplyHandle> moreTargets;
    private final List<String> moreKeys;
    private final Chats chats;
    private final CanonicalUpdate canonical;
    private final Metadata metadata;
    private final JsonProvider json;

    EventMaker(Settings settings, Chats chats, JsonProvider json) {
        this.connector = settings.connector();
        this.fetchesFiles = settings.hasSecret(TelegramSettings.BOT_TOKEN);
        this.answersItself = settings.bool(TelegramSettings.INCLUDE_SELF);
        this.moreTargets = settings.replyTargets(TelegramSettings.MORE_TARGETS);
        this.moreKeys = settings.strings(TelegramSettings.MORE_KEYS);
        this.chats = chats;
        this.canonical = new CanonicalUpdate(json);
        this.metadata = new Metadata(json);
        this.json = json;
    }

    InboundEvent make(Update update, Incoming incoming) {
        Incoming.Place place = incoming.place();
        String key = TelegramKind.NAME + ":" + connector + ":" + update.id();
        String fingerprint = canonical.fingerprint(update);
        // A supergroup goes on with the session of the group that it was.
        long first = chats.predecessor(place.chat()).orElse(place.chat());
        String conversation = conversation(first, place.thread());
        InboundEvent.Builder made =
                InboundEvent.builder(sourceKind(incoming.kind()), incoming.actor())
                        .once(key, fingerprint)
                        .conversation(conversation)
                        .naturalSession(conversation)
                        .bindingKeys(bindingKeys(place, conversation))
                        .metadata(metadata.of(update, incoming.kind(), key, fingerprint));
        addContent(made, incoming);
        if (answersItself) {
            var route =
                    new TelegramReplyRoute(
                            connector, place.chat(), place.thread(), place.message());
            made.replyTo(List.of(route.handle(json)));
        }
        return made.replyTo(moreTargets).build();
    }

    /** A plain message has the connector's name, as it always had. */
    private String sourceKind(Update.Kind kind) {
        return kind == Update.Kind.MESSAGE ? connector : kind.text();
    }

    private String conversation(long chat, @Nullable Long thread) {
        String key = TelegramKind.NAME + ":" + connector + ":" + chat;
        return thread == null ? key : key + ":" + thread;
    }

    /** The key of a supergroup leads there as well, once nobody knows any more what it was. */
    private List<String> bindingKeys(Incoming.Place place, String conversation) {
        String now = conversation(place.chat(), place.thread());
        if (now.equals(conversation) || moreKeys.size() >= Limits.BINDING_KEYS) {
            return moreKeys;
        }
        List<String> keys = new ArrayList<>(moreKeys);
        keys.add(now);
        return keys;
    }

    private void addContent(InboundEvent.Builder made, Incoming incoming) {
        List<InputItem> items = new ArrayList<>();
        List<FileRef> files = new ArrayList<>();
        if (!incoming.text().isBlank()) {
            items.add(InputItem.text(incoming.text()));
        }
        for (Media each : incoming.files()) {
            if (!fetchesFiles) {
                items.add(missing(each, "the connector has no bot_token"));
            } else if (files.size() < Limits.FILES) {
                files.add(each.reference(json));
            } else {
                items.add(missing(each, Limits.FILES + " files are taken"));
            }
        }
        made.items(items).files(files);
    }

    private static InputItem missing(Media file, String why) {
        return InputItem.text("[The file '" + file.name() + "' is missing: " + why + "]");
    }
}
