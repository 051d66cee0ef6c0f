package dev.kheish.spi;

import jakarta.json.JsonValue;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * One message from outside, as a kind hands it to the host. Immutable; made by {@link #builder}.
 *
 * <p>The host decides, in this order and in one commit: duplicate or conflict by {@link #key} and
 * {@link #aliases}; the session; its policy; the rate; then session, bindings, run and stream event
 * are written.
 *
 * <p>The session of an event is the first of: the connector's fixed session; {@link #sessionId};
 * the session bound to {@link #conversationKey}; the session bound to the smallest bound of {@link
 * #bindingKeys}; {@link #naturalSessionId}. Every key that is still unbound is then bound to it,
 * except for a fixed session.
 */
public final class InboundEvent {
    private final Builder b;

    private InboundEvent(Builder builder) {
        this.b = builder;
    }

    /**
     * Starts an event.
     *
     * @param sourceKind what it is, such as {@code message}; at most 512 bytes of UTF-8
     * @param actorId who sent it; at most 512 bytes of UTF-8
     */
    public static Builder builder(String sourceKind, String actorId) {
        return new Builder(sourceKind, actorId);
    }

    /** The receipt key, unique within the connector; without one every submission is new. */
    public Optional<String> key() {
        return Optional.ofNullable(b.key);
    }

    /**
     * Other keys of the same thing: a known one makes this event a duplicate, whatever its content.
     */
    public List<String> aliases() {
        return b.aliases;
    }

    /** What must be equal for an event with a known {@link #key} to be the same event. */
    public String fingerprint() {
        return b.fingerprint;
    }

    /** A session that the sender named. */
    public Optional<String> sessionId() {
        return Optional.ofNullable(b.sessionId);
    }

    /** The full key of the conversation. */
    public Optional<String> conversationKey() {
        return Optional.ofNullable(b.conversationKey);
    }

    /** Further keys that lead to a session. */
    public List<String> bindingKeys() {
        return b.bindingKeys;
    }

    /** The id of the session to make when no key is bound. */
    public Optional<String> naturalSessionId() {
        return Optional.ofNullable(b.naturalSessionId);
    }

    /** The part of the connector that the rate is counted for; empty for the whole. */
    public String rateScope() {
        return b.rateScope;
    }

    /** Who sent it. */
    public String actorId() {
        return b.actorId;
    }

    /** What it is. */
    public String sourceKind() {
        return b.sourceKind;
    }

    /** What it says: items, in order. */
    public List<InputItem> items() {
        return b.items;
    }

    /** Files that go with the text. */
    public List<InputItem> attachments() {
        return b.attachments;
    }

    /** Files to fetch after the commit, at most 8; the run is {@code preparing} meanwhile. */
    public List<FileRef> files() {
        return b.files;
    }

    /** What goes with it, as the run's {@code input_metadata}. */
    public JsonValue metadata() {
        return b.metadata;
    }

    /** Where the answers go, in order; none means the session's stored targets. */
    public List<ReplyTo> targets() {
        return b.targets;
    }

    /** A raw handle and who wrote it. */
    public record ReplyTo(ReplyHandle handle, Origin origin) {}

    /** Collects an event. For one thread; used up by {@link #build}. */
    public static final class Builder {
        private final String sourceKind;
        private final String actorId;
        private @Nullable String key;
        private List<String> aliases = List.of();
        private String fingerprint = "";
        private @Nullable String sessionId;
        private @Nullable String conversationKey;
        private List<String> bindingKeys = List.of();
        private @Nullable String naturalSessionId;
        private String rateScope = "";
        private List<InputItem> items = List.of();
        private List<InputItem> attachments = List.of();
        private List<FileRef> files = List.of();
        private JsonValue metadata = JsonValue.NULL;
        private List<ReplyTo> targets = new ArrayList<>();

        private Builder(String sourceKind, String actorId) {
            this.sourceKind = Objects.requireNonNull(sourceKind, "sourceKind");
            this.actorId = Objects.requireNonNull(actorId, "actorId");
        }

        /**
         * Makes the event one that is taken once.
         *
         * @param receiptKey unique within the connector, any length; the host stores its hash
         * @param sameness text that is equal for equal content, such as {@link
         *     CanonicalJson#sha256}
         */
        public Builder once(String receiptKey, String sameness) {
            this.key = Objects.requireNonNull(receiptKey, "receiptKey");
            this.fingerprint = Objects.requireNonNull(sameness, "sameness");
            return this;
        }

        /** Other keys of the same thing, at most 8. */
        public Builder aliases(Collection<String> receiptKeys) {
            this.aliases = List.copyOf(receiptKeys);
            return this;
        }

        /**
         * A session that the sender names; only for senders that may. At most 512 bytes of UTF-8.
         */
        public Builder session(String id) {
            this.sessionId = Objects.requireNonNull(id, "id");
            return this;
        }

        /** The full key of the conversation; at most 4 KiB of UTF-8. */
        public Builder conversation(String fullKey) {
            this.conversationKey = Objects.requireNonNull(fullKey, "fullKey");
            return this;
        }

        /** Further keys, at most 64 of at most 4 KiB each; sorted and made unique by the host. */
        public Builder bindingKeys(Collection<String> keys) {
            this.bindingKeys = List.copyOf(keys);
            return this;
        }

        /** The id of the session to make when no key is bound. */
        public Builder naturalSession(String id) {
            this.naturalSessionId = Objects.requireNonNull(id, "id");
            return this;
        }

        /** Counts the rate for a part of the connector, such as one channel. */
        public Builder rateScope(String scope) {
            this.rateScope = Objects.requireNonNull(scope, "scope");
            return this;
        }

        /** What it says, as plain text. */
        public Builder content(String text) {
            return items(List.of(InputItem.text(text)));
        }

        /** What it says, as items, at most 64. */
        public Builder items(Collection<InputItem> pieces) {
            this.items = List.copyOf(pieces);
            return this;
        }

        /** Files that go with the text, at most 64 assets or inline assets. */
        public Builder attachments(Collection<InputItem> pieces) {
            this.attachments = List.copyOf(pieces);
            return this;
        }

        /** Files to fetch after the commit, at most 8. */
        public Builder files(Collection<FileRef> refs) {
            this.files = List.copyOf(refs);
            return this;
        }

        /** Any JSON, usually an object. Stored with the run; at most 256 KiB and 32 levels. */
        public Builder metadata(JsonValue any) {
            this.metadata = Objects.requireNonNull(any, "any");
            return this;
        }

        /** Adds a target for the answers. Exact duplicates are dropped by the host. */
        public Builder replyTo(ReplyHandle handle, Origin origin) {
            targets.add(new ReplyTo(handle, origin));
            return this;
        }

        /** Adds targets from the connector's own settings, which an operator wrote. */
        public Builder replyTo(Collection<ReplyHandle> configured) {
            configured.forEach(handle -> replyTo(handle, Origin.OPERATOR));
            return this;
        }

        /** The event. */
        public InboundEvent build() {
            targets = List.copyOf(targets);
            return new InboundEvent(this);
        }
    }
}
