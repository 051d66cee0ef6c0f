package dev.kheish.plugin.http;

import dev.kheish.spi.CanonicalJson;
import dev.kheish.spi.InboundEvent;
import dev.kheish.spi.Origin;
import dev.kheish.spi.ReplyHandle;
import dev.kheish.spi.Settings;

import jakarta.json.JsonValue;
import jakarta.json.spi.JsonProvider;

import java.util.List;
import java.util.TreeSet;

/** Turns payloads into events, under the settings of one connector. Safe for many threads. */
final class EventMaker {
    static final String DEFAULT_ACTOR = "http-webhook";

    private static final int SESSION_DIGITS = 16;

    private final String connector;
    private final boolean authenticated;
    private final boolean allowsTargets;
    private final boolean requiresKey;
    private final String actor;
    private final List<String> defaultBindingKeys;
    private final List<ReplyHandle> defaultTargets;
    private final Fingerprint fingerprints;
    private final RunMetadata runMetadata;

    EventMaker(Settings settings, JsonProvider json) {
        this.connector = settings.connector();
        this.authenticated = HttpSettings.isAuthenticated(settings);
        this.allowsTargets = settings.bool(HttpSettings.ALLOW_PAYLOAD_TARGETS);
        this.requiresKey = settings.bool(HttpSettings.REQUIRE_KEY);
        this.actor = settings.string(HttpSettings.ACTOR_ID).orElse(DEFAULT_ACTOR);
        this.defaultBindingKeys =
                List.copyOf(new TreeSet<>(settings.strings(HttpSettings.DEFAULT_BINDING_KEYS)));
        this.defaultTargets = settings.replyTargets(HttpSettings.DEFAULT_TARGETS);
        this.fingerprints = new Fingerprint(json);
        this.runMetadata = new RunMetadata(json);
    }

    /** Throws {@link BadInputException} for what this connector does not let its senders do. */
    InboundEvent make(Payload payload) {
        checkRights(payload);
        RunMetadata.check(payload.metadata());
        String actorId = payload.sender().actorId();
        var event = InboundEvent.builder(connector, actorId == null ? actor : actorId);
        addSession(event, payload.sender());
        addContent(event, payload.body());
        addTargets(event, payload.reply());
        addKey(event, payload);
        return event.build();
    }

    private void checkRights(Payload payload) {
        if (!authenticated) {
            Payload.Sender sender = payload.sender();
            refuseIf(sender.sessionId() != null, "session_id");
            refuseIf(!sender.bindingKeys().isEmpty(), "binding_keys");
            refuseIf(!payload.body().attachments().isEmpty(), "attachments");
            refuseIf(payload.body().hasFiles(), "input_items");
            refuseIf(payload.reply().first() != null, "reply_plugin");
            refuseIf(!payload.reply().others().isEmpty(), "reply_targets");
        }
        if (payload.reply().isGiven() && !allowsTargets) {
            throw new BadInputException(
                    "'%s' is not taken by this connector; its operator can set %s to true."
                            .formatted(
                                    payload.reply().first() == null
                                            ? "reply_targets"
                                            : "reply_plugin",
                                    HttpSettings.ALLOW_PAYLOAD_TARGETS));
        }
        if (requiresKey && payload.idempotencyKey() == null) {
            throw new BadInputException(
                    "'idempotency_key' is missing; send one that is unique to this event, here or"
                            + " in the header "
                            + IdempotencyKey.HEADER
                            + ".");
        }
    }

    private static void refuseIf(boolean present, String member) {
        if (present) {
            throw new BadInputException(
                    ("'%s' needs a sender who proves who it is, and this connector asks nobody to:"
                                    + " its operator can set bearer_token, or hmac_secret with"
                                    + " require_hmac_signature.")
                            .formatted(member));
        }
    }

    private void addSession(InboundEvent.Builder event, Payload.Sender sender) {
        if (sender.sessionId() != null) {
            event.session(sender.sessionId());
        }
        List<String> keys =
                sender.bindingKeys().isEmpty() ? defaultBindingKeys : sender.bindingKeys();
        if (!keys.isEmpty()) {
            String digest = CanonicalJson.sha256(keys.getFirst()).substring(0, SESSION_DIGITS);
            event.bindingKeys(keys);
            event.naturalSession(HttpKind.NAME + ":" + connector + ":" + digest);
        }
    }

    private static void addContent(InboundEvent.Builder event, Payload.Body body) {
        if (!body.items().isEmpty()) {
            event.items(body.items());
        } else if (!body.content().isBlank()) {
            event.content(body.content());
        }
        event.attachments(body.attachments());
    }

    private void addTargets(InboundEvent.Builder event, Payload.Reply reply) {
        if (!reply.isGiven()) {
            event.replyTo(defaultTargets);
            return;
        }
        if (reply.first() != null) {
            event.replyTo(reply.first(), Origin.CLIENT);
        }
        reply.others().forEach(handle -> event.replyTo(handle, Origin.CLIENT));
    }

    private void addKey(InboundEvent.Builder event, Payload payload) {
        JsonValue metadata = payload.metadata();
        if (payload.idempotencyKey() == null) {
            event.metadata(metadata);
            return;
        }
        var key = new IdempotencyKey(connector, payload.idempotencyKey());
        String fingerprint = fingerprints.of(payload);
        event.once(key.receipt(), fingerprint);
        event.metadata(runMetadata.marked(metadata, key, fingerprint));
    }
}
