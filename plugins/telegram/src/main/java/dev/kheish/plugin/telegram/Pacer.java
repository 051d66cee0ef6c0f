package dev.kheish.plugin.telegram;

import java.time.Clock;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Keeps a bot within what Telegram lets it send: to one person about one message a second, to one
 * group or channel 20 a minute, to all together 30 a second, each with a short burst. Who has to
 * wait gets a time of its own, so that those who come back find room. Forgets the oldest of very
 * many. Safe for use by many threads.
 */
final class Pacer {
    private static final int MOST = 10_000;
    private static final Pace PERSON = new Pace(1000, 3);
    private static final Pace GROUP = new Pace(3500, 3);
    private static final Pace BOT = new Pace(40, 5);

    private final Clock clock;
    private final Map<Long, Long> chats = new LinkedHashMap<>();
    private final Map<Long, Long> pauses = new LinkedHashMap<>();
    private final Map<String, Long> reserved = new LinkedHashMap<>();
    private long bot;

    Pacer(Clock clock) {
        this.clock = clock;
    }

    /** One message in so long, and so many at once after a silence. */
    private record Pace(long everyMs, int burst) {
        /** When the next message may go, where those before are paid for until {@code paidMs}. */
        long next(long paidMs, long nowMs) {
            return Math.max(nowMs, paidMs - everyMs * (burst - 1));
        }

        long paid(long paidMs, long atMs, int messages) {
            return Math.max(paidMs, atMs) + everyMs * messages;
        }
    }

    /**
     * Lets messages go, or says how long they have to wait.
     *
     * @param ticket by which they are known when they come back
     */
    synchronized Optional<Duration> admit(long chat, int messages, String ticket) {
        long now = clock.millis();
        long pausedUntil = pauses.getOrDefault(chat, 0L);
        if (pausedUntil > now) {
            return Optional.of(Duration.ofMillis(pausedUntil - now));
        }
        Long due = reserved.get(ticket);
        if (due == null) {
            due = reserve(chat, messages, now);
        }
        if (due <= now) {
            reserved.remove(ticket);
            return Optional.empty();
        }
        keep(reserved, ticket, due);
        return Optional.of(Duration.ofMillis(due - now));
    }

    private long reserve(long chat, int messages, long now) {
        Pace pace = chat < 0 ? GROUP : PERSON;
        long paid = chats.getOrDefault(chat, 0L);
        long due = Math.max(pace.next(paid, now), BOT.next(bot, now));
        keep(chats, chat, pace.paid(paid, due, messages));
        bot = BOT.paid(bot, due, messages);
        return due;
    }

    /** Telegram asked for less in a chat. */
    synchronized void pause(long chat, Duration length) {
        keep(pauses, chat, clock.millis() + length.toMillis());
    }

    private static <K> void keep(Map<K, Long> map, K key, long value) {
        map.remove(key);
        map.put(key, value);
        if (map.size() > MOST) {
            map.remove(map.keySet().iterator().next());
        }
    }
}
