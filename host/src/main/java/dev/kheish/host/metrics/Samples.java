package dev.kheish.host.metrics;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What one {@link MetricSource} reads. For one thread. */
public final class Samples {
    private final Map<Family, List<Sample>> values = new LinkedHashMap<>();

    Samples(List<Family> families) {
        families.forEach(family -> values.put(family, new ArrayList<>()));
    }

    /** One value, with a value for each label of the family, in order. */
    public void add(Family family, double value, String... labels) {
        of(family, labels).add(new Sample.Value(List.of(labels), value));
    }

    /** One count, with a value for each label of the family, in order. */
    public void add(Family family, long value, String... labels) {
        add(family, (double) value, labels);
    }

    /** One histogram, with a value for each label of the family, in order. */
    public void add(Family family, Histogram histogram, String... labels) {
        of(family, labels).add(new Sample.Distribution(List.of(labels), histogram.snapshot()));
    }

    private List<Sample> of(Family family, String... labels) {
        List<Sample> samples = values.get(family);
        if (samples == null) {
            throw new IllegalArgumentException("Not among its families: " + family.name());
        }
        if (labels.length != family.labels().size()) {
            throw new IllegalArgumentException(
                    family.name() + " has the labels " + family.labels());
        }
        return samples;
    }

    List<Sample> of(Family family) {
        return values.getOrDefault(family, List.of());
    }

    /** A value under its labels. */
    sealed interface Sample {
        List<String> labels();

        record Value(List<String> labels, double value) implements Sample {}

        record Distribution(List<String> labels, Histogram.Snapshot value) implements Sample {}
    }
}
