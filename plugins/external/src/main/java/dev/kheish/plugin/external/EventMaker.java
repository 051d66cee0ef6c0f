package dev.kheish.plugin.external;

import dev.kheish.spi.CanonicalJson;
import dev.kheish.spi.InboundEvent;
import dev.kheish.spi.InputItem;
import dev.kheish.spi.Origin;
import dev.kheish.spi.ReplyHandle;
import dev.kheish.spi.Settings;

import jakarta.json.spi.JsonProvider;

import java.util.List;
import java.util.TreeSet;

/** Turns what a sidecar sent into events, under the settings of one connector. Thread-safe. */
final class EventMaker {
    private static final String DEFAULT_ACTOR = "external-user";
    private static final int RECEIPT_DIGITS = 32;

    private final String connector;
    private final String platform;
    private final @Nullable String fixedSession;
    private final boolean includeSelf;
    private final List<ReplyHandle> moreTargets;
    private final List<String> moreKeys;
    private final JsonProvider json;
    private final Fingerprint fingerprints;
    private final RunMetadata metadata;

    EventMaker(Settings settings, JsonProvider json) {
        this.connector = settings.connector();
        this.platform = settings.string(ExternalSettings.PLATFORM).orElseThrow();
        this.fixedSession = settings.string(ExternalSettings.FIXED_SESSION_ID).orElse(null);
        this.includeSelf = settings.bool(ExternalSettings.INCLUDE_SELF);
        this.moreTargets = settings.replyTargets(ExternalSettings.MORE_TARGETS);
        this.moreKeys = List.copyOf(new TreeSet<>(settings.strings(ExternalSettings.MORE_KEYS)));
        this.json = json;
        this.fingerprints = new Fingerprint(json);
        this.metadata = new RunMetadata(json);
    }

    /** Throws {@link RejectedException} for an event that can never be taken. */
    InboundEvent make(WireEvent sent, long version) {
        EventRules.check(sent);
        List<InputItem> items = Items.of("input_items", sent.body().items());
        List<InputItem> attachments = Items.of("attachments", sent.body().attachments());
        Conversation conversation = Conversation.of(connector, platform, sent.place(), json);
        checkSession(conversation);
        checkContent(sent.body(), items, conversation);

        String fingerprint = fingerprints.of(sent);
        var marks = new RunMetadata.Marks(receiptKey(sent.id()), fingerprint, version);
        var event =
                InboundEvent.builder(
                                or(sent.about().sourceKind(), platform),
                                or(sent.about().actorId(), DEFAULT_ACTOR))
                        .once(marks.receiptKey(), fingerprint)
                        .bindingKeys(moreKeys)
                        .attachments(attachments)
                        .metadata(metadata.of(sent, marks));
        if (conversation != null) {
            event.conversation(conversation.bindingKey()).naturalSession(conversation.sessionId());
        }
        if (!items.isEmpty()) {
            event.items(items);
        } else if (!sent.body().content().isBlank()) {
            event.content(sent.body().content());
        }
        addTargets(event, sent.place().replyRoute());
        return event.build();
    }

    static String noSession() {
        return "Nothing says which session the event belongs to: send thread.path or routing_key,"
                + " or have the operator set fixed_session_id.";
    }

    private void checkSession(@Nullable Conversation conversation) {
        if (conversation == null && fixedSession == null && moreKeys.isEmpty()) {
            throw new RejectedException(noSession());
        }
    }

    // The session is named as far as the event alone tells it; a key may be bound elsewhere.
    private void checkContent(
            WireEvent.Body body, List<InputItem> items, @Nullable Conversation conversation) {
        boolean says = !body.content().isBlank() || !body.attachments().isEmpty();
        if (!says && items.stream().allMatch(EventMaker::isBlank)) {
            String natural = conversation == null ? null : conversation.sessionId();
            throw new RejectedException(
                    "The event has nothing to say: no text and no file.",
                    fixedSession == null ? natural : fixedSession);
        }
    }

    private static boolean isBlank(InputItem item) {
        return item.type() == InputItem.Type.TEXT && item.text().isBlank();
    }

    private void addTargets(InboundEvent.Builder event, @Nullable String route) {
        if (includeSelf && route != null && !route.isBlank()) {
            event.replyTo(new ReplyRoute(connector, route).handle(json), Origin.CLIENT);
        }
        event.replyTo(moreTargets);
    }

    private String receiptKey(WireEvent.Identity id) {
        String digest = CanonicalJson.sha256(id.trimmed()).substring(0, RECEIPT_DIGITS);
        return ExternalKind.NAME + ":" + connector + ":" + digest;
    }

    private static String or(@Nullable String given, String otherwise) {
        return given == null || given.isBlank() ? otherwise : given;
    }
}
