package dev.kheish.host.metrics;

import io.micrometer.core.instrument.binder.jvm.ClassLoaderMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmGcMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmThreadMetrics;
import io.micrometer.core.instrument.binder.system.FileDescriptorMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.core.instrument.binder.system.UptimeMetrics;
import io.micrometer.core.instrument.config.MeterFilter;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.prometheus.metrics.expositionformats.ExpositionFormatWriter;
import io.prometheus.metrics.expositionformats.OpenMetricsTextFormatWriter;
import io.prometheus.metrics.expositionformats.PrometheusTextFormatWriter;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Set;

/** Ours and Micrometer's metrics in one place. Safe for use by many threads. */
final class PageRegistry implements AutoCloseable {
    // The first is in nanoseconds, and ours is called process_cpu_seconds_total; the second ends in
    // a word that belongs to histograms. promtool objects to both.
    private static final Set<String> NOT_SHOWN = Set.of("process.cpu.time", "system.cpu.count");

    private static final String OPEN_METRICS = "application/openmetrics-text";

    private final PrometheusMeterRegistry registry =
            new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    private final JvmGcMetrics collections = new JvmGcMetrics();

    PageRegistry(List<MetricSource> sources) {
        registry.config().meterFilter(MeterFilter.deny(id -> NOT_SHOWN.contains(id.getName())));
        new JvmMemoryMetrics().bindTo(registry);
        new JvmThreadMetrics().bindTo(registry);
        new ClassLoaderMetrics().bindTo(registry);
        new ProcessorMetrics().bindTo(registry);
        new FileDescriptorMetrics().bindTo(registry);
        new UptimeMetrics().bindTo(registry);
        collections.bindTo(registry);
        sources.forEach(
                source -> registry.getPrometheusRegistry().register(new SourceCollector(source)));
    }

    Metrics.Page page(String accept) {
        ExpositionFormatWriter writer =
                accept.contains(OPEN_METRICS)
                        ? OpenMetricsTextFormatWriter.create()
                        : PrometheusTextFormatWriter.create();
        var body = new ByteArrayOutputStream(32 * 1024);
        try {
            writer.write(body, registry.getPrometheusRegistry().scrape());
        } catch (IOException e) {
            throw new UncheckedIOException("Failed to write metrics into memory", e);
        }
        return new Metrics.Page(writer.getContentType(), body.toByteArray());
    }

    @Override
    public void close() {
        collections.close();
        registry.close();
    }
}
