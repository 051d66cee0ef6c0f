package dev.kheish.host.connector;

import org.jspecify.annotations.Nullable;

import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;

/** All configured connectors by name. Safe for use by many threads. */
final class Entries {
    private static final Lookup UNKNOWN = new Lookup.Unknown();

    private final Map<ConnectorKey, Entry> entries = new ConcurrentHashMap<>();
    private final Map<ConnectorKey, Entry> closing = new ConcurrentHashMap<>();

    @Nullable Entry get(ConnectorKey key) {
        return entries.get(key);
    }

    /** Adds one, after whichever had its name before. For one thread at a time. */
    void add(Entry entry) {
        entry.former(closing.get(entry.key()));
        entries.put(entry.key(), entry);
    }

    /**
     * Takes an entry out, if it is still the one under its name; it is closing until {@link
     * #closed}. For one thread at a time.
     */
    void remove(Entry entry) {
        entry.remove();
        entry.former(closing.put(entry.key(), entry));
        entries.remove(entry.key(), entry);
    }

    /** Nothing of an entry that was removed is open any more. */
    void closed(Entry entry) {
        closing.remove(entry.key(), entry);
    }

    /** In order of kind and name. */
    List<Entry> sorted() {
        return entries.values().stream().sorted((a, b) -> a.key().compareTo(b.key())).toList();
    }

    Stream<Entry> stream() {
        return entries.values().stream();
    }

    Lookup forEvents(String kind, String name) {
        Entry entry = entries.get(new ConnectorKey(kind, name));
        return entry == null ? UNKNOWN : entry.forEvents();
    }

    Lookup forDeliveries(String kind, String name) {
        Entry entry = entries.get(new ConnectorKey(kind, name));
        return entry == null ? UNKNOWN : entry.forDeliveries();
    }
}
