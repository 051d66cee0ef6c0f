package dev.kheish.host.secret;

import org.jspecify.annotations.Nullable;

import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Decrypted slots, so that a request costs no read of the store. Safe for use by many threads. */
final class SlotCache {
    private static final int MOST_FORMER = 64;

    private final Map<String, Slot> slots = new ConcurrentHashMap<>();
    private final Object lock = new Object();
    private final Map<String, Boolean> former = new Former(); // guarded by lock
    private volatile @Nullable List<String> hidden = List.of(); // null when it must be made anew
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
                hidden = null;
            }
        }
    }

    void drop(String name) {
        synchronized (lock) {
            changes++;
            Slot dropped = slots.remove(name);
            if (dropped != null && !dropped.value().isEmpty()) {
                former.put(dropped.value(), true);
            }
            hidden = null;
        }
    }

    /** A text without the values that are kept here, and without those they replaced lately. */
    String redact(String text) {
        List<String> forms = hidden;
        return HiddenForms.remove(forms == null ? hide() : forms, text);
    }

    private List<String> hide() {
        synchronized (lock) {
            Set<String> values = new LinkedHashSet<>(former.keySet());
            slots.values().forEach(slot -> values.add(slot.value()));
            List<String> forms = HiddenForms.of(values);
            hidden = forms;
            return forms;
        }
    }

    /** A slot as it was read; the value is empty unless the state is READY. */
    record Slot(SlotState state, String value) {
        @Override
        public String toString() {
            return "slot " + state;
        }
    }

    /**
     * Values that programs may still hold after their slot was written anew; few, the last ones.
     */
    private static final class Former extends LinkedHashMap<String, Boolean> {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Boolean> eldest) {
            return size() > MOST_FORMER;
        }
    }
}
