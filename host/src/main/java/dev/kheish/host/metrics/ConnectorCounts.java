package dev.kheish.host.metrics;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiPredicate;

/**
 * Counts outcomes for each connector. Counting looks up and allocates nothing once a connector is
 * known; safe for use by many threads.
 */
public final class ConnectorCounts<E extends Enum<E>> {
    private final Class<E> outcomes;
    private final Map<String, Map<String, OutcomeCounts<E>>> kinds = new ConcurrentHashMap<>();

    public ConnectorCounts(Class<E> outcomes) {
        this.outcomes = outcomes;
    }

    /** One more. */
    public void add(String kind, String name, E outcome) {
        Map<String, OutcomeCounts<E>> names = kinds.get(kind);
        OutcomeCounts<E> counts = names == null ? null : names.get(name);
        if (counts == null) {
            counts =
                    kinds.computeIfAbsent(kind, _ -> new ConcurrentHashMap<>())
                            .computeIfAbsent(name, _ -> new OutcomeCounts<>(outcomes));
        }
        counts.add(outcome);
    }

    /**
     * Reads all under the labels kind, name and outcome.
     *
     * @param exists which connectors there still are; those that went are forgotten, so that names
     *     which come and go do not add up
     */
    public void read(Samples samples, Family family, BiPredicate<String, String> exists) {
        kinds.forEach(
                (kind, names) -> {
                    names.keySet().removeIf(name -> !exists.test(kind, name));
                    names.forEach((name, counts) -> counts.read(samples, family, kind, name));
                });
    }
}
