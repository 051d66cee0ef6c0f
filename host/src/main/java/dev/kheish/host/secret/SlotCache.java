package dev.kheish.host.secret;

import org.jspecify.annotations.Nullable;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Decrypted slots, so that a request costs no read of the store. Safe for use by many threads. */
final class SlotCache {
    private static final int SHORTEST_HIDDEN = 6;

    private final Map<String, Slot> slots = new ConcurrentHashMap<>();
    private final Object lock = new Object();
    private volatile long changes;

    @Nullable Slot get(String name) {
        return slots.get(name);
    }

    /** Ask before reading the row, then give it to {@link #keep}. */
    long stamp() {
        return changes;
    }

    /** Keeps a slot unless something changed since the stamp: the row read might be an old one. */
    void keep(String name, Slot slot, long stamp) {
        synchronized (lock) {
            if (changes == stamp) {
                slots.put(name, slot);
            }
        }
    }

    void drop(String name) {
        synchronized (lock) {
            changes++;
            slots.remove(name);
        }
    }

    /**
     * A text without the values that are kept here. Very short values would hide half of any text.
     */
    String redact(String text) {
        String shown = text;
        for (Slot slot : slots.values()) {
            if (slot.value().length() >= SHORTEST_HIDDEN && shown.contains(slot.value())) {
                shown = shown.replace(slot.value(), "[redacted]");
            }
        }
        return shown;
    }

    /** A slot as it was read; the value is empty unless the state is READY. */
    record Slot(SlotState state, String value) {
        @Override
        public String toString() {
            return "slot " + state;
        }
    }
}
