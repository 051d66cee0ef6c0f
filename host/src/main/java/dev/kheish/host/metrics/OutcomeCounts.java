package dev.kheish.host.metrics;

import java.util.Arrays;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;

/** Counts outcomes. Counting allocates nothing; safe for use by many threads. */
public final class OutcomeCounts<E extends Enum<E>> {
    private final Map<E, LongAdder> counts;

    public OutcomeCounts(Class<E> outcomes) {
        counts = new EnumMap<>(outcomes);
        for (E outcome : outcomes.getEnumConstants()) {
            counts.put(outcome, new LongAdder());
        }
    }

    /** One more. */
    public void add(E outcome) {
        LongAdder count = counts.get(outcome);
        if (count == null) {
            throw new IllegalArgumentException("Not among the outcomes: " + outcome);
        }
        count.increment();
    }

    /** Reads all, with the outcome in small letters as the value of the last label. */
    public void read(Samples samples, Family family, String... labels) {
        counts.forEach(
                (outcome, count) -> {
                    String[] all = Arrays.copyOf(labels, labels.length + 1);
                    all[labels.length] = outcome.name().toLowerCase(Locale.ROOT);
                    samples.add(family, count.sum(), all);
                });
    }
}
