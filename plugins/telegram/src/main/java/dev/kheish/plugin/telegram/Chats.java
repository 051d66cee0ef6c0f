package dev.kheish.plugin.telegram;

import dev.kheish.spi.ConnectorContext;
import dev.kheish.spi.Settings;

import jakarta.json.JsonNumber;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import jakarta.json.JsonValue;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Which chats may send and get messages, and under which id they are known now: a group that
 * becomes a supergroup gets another. Remembers the latest 1000 of those on disk. Safe for use by
 * many threads.
 */
final class Chats {
    static final String STATE = "migrations";

    private static final int MOST = 1000;

    private final ConnectorContext context;
    private final Set<Long> allowed;
    private final boolean trusted;
    private final Map<Long, Long> successors = new LinkedHashMap<>();
    private boolean loaded;

    /** {@code trusted} says that updates are known to come from Telegram. */
    Chats(Settings settings, boolean trusted, ConnectorContext context) {
        this.allowed = Set.copyOf(settings.integers(TelegramSettings.CHAT_IDS));
        this.trusted = trusted;
        this.context = context;
    }

    /**
     * Whether the chat is on the list, as it is called now or as it was when it was a group; an
     * empty list allows all.
     */
    boolean allows(long chat) {
        return allowed.isEmpty()
                || allowed.contains(chat)
                || allowed.contains(current(chat))
                || predecessor(chat).filter(allowed::contains).isPresent();
    }

    /** The id under which a chat is known now. */
    synchronized long current(long chat) {
        load();
        return successors.getOrDefault(chat, chat);
    }

    /** The id that a supergroup had as a group, if it is known. */
    synchronized Optional<Long> predecessor(long chat) {
        load();
        return successors.entrySet().stream()
                .filter(each -> each.getValue() == chat)
                .map(Map.Entry::getKey)
                .findFirst();
    }

    /** An update tells of a migration; only what Telegram itself sent is believed. */
    void learn(long from, long to) {
        if (trusted && (allows(from) || allows(to))) {
            remember(from, to);
        }
    }

    /** Telegram has answered that a group has another id now. */
    synchronized void remember(long from, long to) {
        load();
        if (from == to || Long.valueOf(to).equals(successors.get(from))) {
            return;
        }
        successors.put(from, to);
        if (successors.size() > MOST) {
            successors.remove(successors.keySet().iterator().next());
        }
        JsonObjectBuilder kept = context.json().createObjectBuilder();
        successors.forEach((old, now) -> kept.add(Long.toString(old), now));
        context.state().put(STATE, kept.build());
    }

    private void load() {
        if (loaded) {
            return;
        }
        JsonValue kept = context.state().get(STATE).orElse(JsonValue.EMPTY_JSON_OBJECT);
        if (kept instanceof JsonObject object) {
            object.forEach(
                    (old, now) -> {
                        if (now instanceof JsonNumber number) {
                            successors.put(Long.valueOf(old), number.longValue());
                        }
                    });
        }
        loaded = true;
    }
}
