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

    @Nullable Entry get(ConnectorKey key) {
        return entries.get(key);
    }

    void add(Entry entry) {
        entries.put(entry.key(), entry);
    }

    /** Takes an entry out, if it is still the one under its name. */
    void remove(Entry entry) {
        entry.remove();
        entries.remove(entry.key(), entry);
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
