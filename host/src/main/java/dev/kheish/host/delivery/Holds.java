package dev.kheish.host.delivery;

import dev.kheish.host.store.Store;

import org.jspecify.annotations.Nullable;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * How long each channel has been held in all: deliveries do not age meanwhile. Only channels that
 * were ever held have a row. Safe for use by many threads; a channel is begun and ended by one at a
 * time.
 */
final class Holds {
    private final Store store;
    private final Map<Long, Held> byChannel = new ConcurrentHashMap<>();

    Holds(Store store) {
        this.store = store;
    }

    void load() {
        store.read(
                        reader ->
                                reader.list(
                                        "select channel, held_ms, since_ms from delivery_hold",
                                        row ->
                                                Map.entry(
                                                        row.integer(1),
                                                        new Held(
                                                                row.integer(2),
                                                                row.integerOrNull(3)))))
                .forEach(entry -> byChannel.put(entry.getKey(), entry.getValue()));
    }

    /** Held time of a channel up to now. */
    long heldMs(long channel, long nowMs) {
        Held held = byChannel.get(channel);
        if (held == null) {
            return 0;
        }
        return held.sinceMs == null
                ? held.totalMs
                : held.totalMs + Math.max(0, nowMs - held.sinceMs);
    }

    /** The channel is held from now on; nothing changes if it was already. */
    void begin(long channel, long nowMs) throws InterruptedException {
        Held held = byChannel.getOrDefault(channel, new Held(0, null));
        if (held.sinceMs == null) {
            put(channel, new Held(held.totalMs, nowMs));
        }
    }

    /** The channel is held no longer; nothing changes if it was not. */
    void end(long channel, long nowMs) throws InterruptedException {
        Held held = byChannel.get(channel);
        if (held != null && held.sinceMs != null) {
            put(channel, new Held(heldMs(channel, nowMs), null));
        }
    }

    private void put(long channel, Held held) throws InterruptedException {
        store.write(
                tx -> {
                    tx.update(
                            "insert into delivery_hold (channel, held_ms, since_ms) values (?, ?, ?)"
                                    + " on conflict (channel) do update set held_ms = excluded.held_ms,"
                                    + " since_ms = excluded.since_ms",
                            channel,
                            held.totalMs,
                            held.sinceMs);
                    tx.afterCommit(() -> byChannel.put(channel, held));
                    return true;
                });
    }

    private record Held(long totalMs, @Nullable Long sinceMs) {}
}
