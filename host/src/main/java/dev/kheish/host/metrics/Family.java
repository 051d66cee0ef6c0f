package dev.kheish.host.metrics;

import java.util.List;

/**
 * What one metric is called and means. Names and labels are documented and stay as they are.
 *
 * @param name as it is scraped; counters end in {@code _total}
 * @param labels names; their values come from small sets, never from what strangers send
 */
public record Family(Type type, String name, String help, List<String> labels) {
    public Family {
        labels = List.copyOf(labels);
        if (name.endsWith("_total") != (type == Type.COUNTER)) {
            throw new IllegalArgumentException(
                    "Counters, and nothing else, end in _total: " + name);
        }
    }

    /** How its numbers behave. */
    public enum Type {
        /** Only grows while the daemon runs. */
        COUNTER,
        /** Goes up and down. */
        GAUGE,
        /** A {@link Histogram}. */
        HISTOGRAM
    }

    /** Something that only grows. */
    public static Family counter(String name, String help, String... labels) {
        return new Family(Type.COUNTER, name, help, List.of(labels));
    }

    /** Something that goes up and down. */
    public static Family gauge(String name, String help, String... labels) {
        return new Family(Type.GAUGE, name, help, List.of(labels));
    }

    /** Something that is counted by size. */
    public static Family histogram(String name, String help, String... labels) {
        return new Family(Type.HISTOGRAM, name, help, List.of(labels));
    }
}
