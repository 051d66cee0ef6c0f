package dev.kheish.host.metrics;

import io.prometheus.metrics.model.registry.MultiCollector;
import io.prometheus.metrics.model.snapshots.ClassicHistogramBuckets;
import io.prometheus.metrics.model.snapshots.CounterSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot;
import io.prometheus.metrics.model.snapshots.HistogramSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;

import java.util.List;

/**
 * Shows a source in the words of the page. A source that fails is left out, and the log says so.
 */
final class SourceCollector implements MultiCollector {
    private static final System.Logger LOG = System.getLogger(SourceCollector.class.getName());
    private static final String TOTAL = "_total";

    private final MetricSource source;

    SourceCollector(MetricSource source) {
        this.source = source;
    }

    @Override
    public MetricSnapshots collect() {
        try {
            return read();
        } catch (RuntimeException e) {
            LOG.log(
                    System.Logger.Level.WARNING,
                    "Metrics are left out because they cannot be read: " + names(),
                    e);
            return new MetricSnapshots();
        }
    }

    private MetricSnapshots read() {
        Samples samples = new Samples(source.families());
        source.read(samples);
        return new MetricSnapshots(
                source.families().stream()
                        .filter(family -> !samples.of(family).isEmpty())
                        .map(family -> snapshot(family, samples.of(family)))
                        .toList());
    }

    private String names() {
        return String.join(", ", source.families().stream().map(Family::name).toList());
    }

    private static MetricSnapshot snapshot(Family family, List<Samples.Sample> samples) {
        return switch (family.type()) {
            case COUNTER -> counter(family, samples);
            case GAUGE -> gauge(family, samples);
            case HISTOGRAM -> histogram(family, samples);
        };
    }

    private static MetricSnapshot counter(Family family, List<Samples.Sample> samples) {
        CounterSnapshot.Builder builder =
                CounterSnapshot.builder().name(baseName(family)).help(family.help());
        for (Samples.Sample sample : samples) {
            builder.dataPoint(
                    CounterSnapshot.CounterDataPointSnapshot.builder()
                            .labels(labels(family, sample))
                            .value(number(sample))
                            .build());
        }
        return builder.build();
    }

    private static MetricSnapshot gauge(Family family, List<Samples.Sample> samples) {
        GaugeSnapshot.Builder builder =
                GaugeSnapshot.builder().name(family.name()).help(family.help());
        for (Samples.Sample sample : samples) {
            builder.dataPoint(
                    GaugeSnapshot.GaugeDataPointSnapshot.builder()
                            .labels(labels(family, sample))
                            .value(number(sample))
                            .build());
        }
        return builder.build();
    }

    private static MetricSnapshot histogram(Family family, List<Samples.Sample> samples) {
        HistogramSnapshot.Builder builder =
                HistogramSnapshot.builder().name(family.name()).help(family.help());
        for (Samples.Sample sample : samples) {
            Histogram.Snapshot value = distribution(sample);
            double[] bounds = value.bounds();
            ClassicHistogramBuckets.Builder buckets = ClassicHistogramBuckets.builder();
            for (int i = 0; i < bounds.length; i++) {
                buckets.bucket(bounds[i], value.counts()[i]);
            }
            builder.dataPoint(
                    HistogramSnapshot.HistogramDataPointSnapshot.builder()
                            .labels(labels(family, sample))
                            .classicHistogramBuckets(buckets.build())
                            .sum(value.sum())
                            .build());
        }
        return builder.build();
    }

    private static double number(Samples.Sample sample) {
        return switch (sample) {
            case Samples.Sample.Value number -> number.value();
            case Samples.Sample.Distribution _ ->
                    throw new IllegalArgumentException("A histogram where a number belongs");
        };
    }

    private static Histogram.Snapshot distribution(Samples.Sample sample) {
        return switch (sample) {
            case Samples.Sample.Distribution distribution -> distribution.value();
            case Samples.Sample.Value _ ->
                    throw new IllegalArgumentException("A number where a histogram belongs");
        };
    }

    private static Labels labels(Family family, Samples.Sample sample) {
        return Labels.of(family.labels(), sample.labels());
    }

    /** The library adds the end itself. */
    private static String baseName(Family family) {
        String name = family.name();
        return family.type() == Family.Type.COUNTER
                ? name.substring(0, name.length() - TOTAL.length())
                : name;
    }
}
