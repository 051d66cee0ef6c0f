package dev.kheish.host.index;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/**
 * A map of bounded size that lets go of what was not asked for lately: the clock algorithm
 * (Corbató: A Paging Experiment with the Multics System, 1968). A question marks its entry; the
 * hand goes round, takes marks away, and what it finds without one makes room. Keeping a list in
 * order of use instead would write to three old objects for each question, and a collection of
 * young garbage would have to look at all of them. For one thread at a time.
 */
public final class Recent<K, V> {
    private final int capacity;
    private final Map<K, Entry<K, V>> entries = new HashMap<>();
    private final List<Entry<K, V>> ring = new ArrayList<>();
    private int hand;

    /**
     * Makes an empty one.
     *
     * @param capacity at least 1
     */
    public Recent(int capacity) {
        this.capacity = capacity;
    }

    /** What is remembered of a key; null if nothing is. */
    public @Nullable V get(K key) {
        Entry<K, V> entry = entries.get(key);
        if (entry == null) {
            return null;
        }
        entry.asked = true;
        return entry.value;
    }

    /** Remembers this of a key, instead of whatever was. */
    public void put(K key, V value) {
        Entry<K, V> known = entries.get(key);
        if (known != null) {
            known.value = value;
            return;
        }
        Entry<K, V> entry = new Entry<>(key, value);
        entries.put(key, entry);
        if (ring.size() < capacity) {
            ring.add(entry);
        } else {
            Entry<K, V> former = ring.set(leastUsed(), entry);
            entries.remove(former.key, former);
        }
    }

    /** Remembers this only of a key of which something is. */
    public void replace(K key, V value) {
        Entry<K, V> known = entries.get(key);
        if (known != null) {
            known.value = value;
        }
    }

    /** Forgets a key. Its place in the ring becomes free as that of any other. */
    public void remove(K key) {
        entries.remove(key);
    }

    /** Forgets the keys of which such values are remembered. Looks at all of them. */
    public void removeIf(Predicate<? super V> condition) {
        entries.values().removeIf(entry -> condition.test(entry.value));
    }

    /** Forgets everything. */
    public void clear() {
        entries.clear();
        ring.clear();
        hand = 0;
    }

    /** Of how many keys something is remembered. */
    int size() {
        return entries.size();
    }

    /** The place of the next entry without a mark; the one after it comes next. */
    private int leastUsed() {
        while (true) {
            int at = hand < ring.size() ? hand : 0;
            hand = at + 1;
            Entry<K, V> entry = ring.get(at);
            if (!entry.asked) {
                return at;
            }
            entry.asked = false;
        }
    }

    private static final class Entry<K, V> {
        private final K key;
        private V value;
        private boolean asked;

        Entry(K key, V value) {
            this.key = key;
            this.value = value;
        }
    }
}
