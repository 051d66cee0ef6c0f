package dev.kheish.host.egress;

import dev.kheish.host.metrics.Family;
import dev.kheish.host.metrics.Histogram;
import dev.kheish.host.metrics.MetricSource;
import dev.kheish.host.metrics.OutcomeCounts;
import dev.kheish.host.metrics.Samples;
import dev.kheish.spi.EgressException.Reason;

import java.util.List;
import java.util.function.Supplier;

/** How requests of the host and its plugins to the outside went. Safe for use by many threads. */
final class EgressMetrics implements MetricSource {
    private static final Family SECONDS =
            Family.histogram(
                    "kheish_egress_seconds",
                    "Time of one request to the outside, by whether an answer came.",
                    "outcome");
    private static final Family FAILURES =
            Family.counter(
                    "kheish_egress_failures_total",
                    "Requests to the outside that got no answer, by the reason.",
                    "reason");
    private static final Family OPENED =
            Family.counter("kheish_egress_connections_opened_total", "Connections made.");
    private static final Family REPEATED =
            Family.counter(
                    "kheish_egress_repeats_total",
                    "Requests sent again because a kept connection turned out to be closed.");
    private static final Family IDLE =
            Family.gauge("kheish_egress_connections_idle", "Connections kept for later.");

    private final Histogram answered = Histogram.ofSeconds();
    private final Histogram failed = Histogram.ofSeconds();
    private final OutcomeCounts<Reason> failures = new OutcomeCounts<>(Reason.class);
    private final Supplier<EgressCounts> counts;

    EgressMetrics(Supplier<EgressCounts> counts) {
        this.counts = counts;
    }

    void ended(boolean done, long startedNanos) {
        (done ? answered : failed).recordSince(startedNanos);
    }

    void failed(Reason reason) {
        failures.add(reason);
    }

    @Override
    public List<Family> families() {
        return List.of(SECONDS, FAILURES, OPENED, REPEATED, IDLE);
    }

    @Override
    public void read(Samples samples) {
        EgressCounts now = counts.get();
        samples.add(SECONDS, answered, "answered");
        samples.add(SECONDS, failed, "failed");
        failures.read(samples, FAILURES);
        samples.add(OPENED, now.opened());
        samples.add(REPEATED, now.repeated());
        samples.add(IDLE, now.idle());
    }
}
