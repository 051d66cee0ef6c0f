package dev.kheish.host.retention;

import dev.kheish.host.metrics.Family;
import dev.kheish.host.metrics.Histogram;
import dev.kheish.host.metrics.MetricSource;
import dev.kheish.host.metrics.Samples;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;

/** Counts what went. Safe for use by many threads. */
final class RetentionMetrics implements MetricSource {
    private static final Family PRUNED =
            Family.counter("kheish_retention_pruned_total", "Rows that were let go.", "rows");
    private static final Family SECONDS =
            Family.histogram(
                    "kheish_retention_step_seconds",
                    "How long one step of pruning had the writer.");

    private static final double NANOS = 1e9;

    private final Map<String, LongAdder> pruned = new LinkedHashMap<>();
    private final Histogram seconds =
            Histogram.of(0.0005, 0.001, 0.002, 0.004, 0.008, 0.016, 0.032, 0.064, 0.128);

    RetentionMetrics(List<Slice> slices) {
        slices.forEach(slice -> pruned.put(slice.name(), new LongAdder()));
    }

    void step(Slice slice, Walk.Step step) {
        LongAdder count = pruned.get(slice.name());
        if (count != null) {
            count.add(step.pruned());
        }
        if (step.looked() > 0) {
            seconds.record(step.nanos() / NANOS);
        }
    }

    @Override
    public List<Family> families() {
        return List.of(PRUNED, SECONDS);
    }

    @Override
    public void read(Samples samples) {
        pruned.forEach((name, count) -> samples.add(PRUNED, count.sum(), name));
        samples.add(SECONDS, seconds);
    }
}
