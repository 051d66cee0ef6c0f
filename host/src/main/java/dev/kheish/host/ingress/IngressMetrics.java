package dev.kheish.host.ingress;

import dev.kheish.host.connector.ConnectorDirectory;
import dev.kheish.host.connector.LiveConnector;
import dev.kheish.host.connector.Lookup;
import dev.kheish.host.metrics.ConnectorCounts;
import dev.kheish.host.metrics.Family;
import dev.kheish.host.metrics.Histogram;
import dev.kheish.host.metrics.MetricSource;
import dev.kheish.host.metrics.OutcomeCounts;
import dev.kheish.host.metrics.Samples;
import dev.kheish.spi.Receipt;
import dev.kheish.spi.Receipt.Refusal;

import java.util.List;
import java.util.concurrent.atomic.LongAdder;

/** Counts what came in and what became of it. Safe for use by many threads. */
final class IngressMetrics implements MetricSource {
    private static final Family REQUESTS =
            Family.counter(
                    "kheish_ingress_requests_total",
                    "Requests to routes of connectors, by how they were answered.",
                    "kind",
                    "name",
                    "outcome");
    private static final Family STRANGE =
            Family.counter(
                    "kheish_ingress_unknown_requests_total",
                    "Requests that named no configured connector.");
    private static final Family SECONDS =
            Family.histogram(
                    "kheish_ingress_request_seconds",
                    "Time from a request's headers to its answer.");
    private static final Family EVENTS =
            Family.counter(
                    "kheish_ingress_events_total",
                    "Events that connectors handed in, by what became of them.",
                    "kind",
                    "name",
                    "outcome");
    private static final Family REFUSALS =
            Family.counter(
                    "kheish_ingress_refusals_total", "Refused events, by the reason.", "reason");

    private final ConnectorDirectory connectors;
    private final ConnectorCounts<Outcome> requests = new ConnectorCounts<>(Outcome.class);
    private final ConnectorCounts<Fate> events = new ConnectorCounts<>(Fate.class);
    private final Histogram seconds = Histogram.ofSeconds();
    private final LongAdder strange = new LongAdder();
    private final OutcomeCounts<Refusal> refusals = new OutcomeCounts<>(Refusal.class);

    IngressMetrics(ConnectorDirectory connectors) {
        this.connectors = connectors;
    }

    /** How a request was answered. */
    enum Outcome {
        ANSWERED,
        REFUSED,
        UNAUTHORIZED,
        RATE_LIMITED,
        UNAVAILABLE,
        FAILED;

        static Outcome of(int status) {
            return switch (status) {
                case 401, 403 -> UNAUTHORIZED;
                case 429 -> RATE_LIMITED;
                case 503 -> UNAVAILABLE;
                default -> status < 400 ? ANSWERED : status < 500 ? REFUSED : FAILED;
            };
        }
    }

    /** What became of an event. */
    private enum Fate {
        ACCEPTED,
        DUPLICATE,
        CONFLICT,
        REFUSED,
        RATE_LIMITED,
        OVERLOADED;

        static Fate of(Receipt receipt) {
            return switch (receipt) {
                case Receipt.Accepted _ -> ACCEPTED;
                case Receipt.Duplicate _ -> DUPLICATE;
                case Receipt.Conflict _ -> CONFLICT;
                case Receipt.Refused _ -> REFUSED;
                case Receipt.RateLimited _ -> RATE_LIMITED;
                case Receipt.Overloaded _ -> OVERLOADED;
            };
        }
    }

    void answered(LiveConnector connector, int status, long startedNanos) {
        requests.add(connector.kind(), connector.name(), Outcome.of(status));
        seconds.recordSince(startedNanos);
    }

    void unavailable(String kind, String name) {
        requests.add(kind, name, Outcome.UNAVAILABLE);
    }

    void unknown() {
        strange.increment();
    }

    void submitted(LiveConnector connector, List<Receipt> receipts) {
        for (Receipt receipt : receipts) {
            events.add(connector.kind(), connector.name(), Fate.of(receipt));
            if (receipt instanceof Receipt.Refused refused) {
                refusals.add(refused.reason());
            }
        }
    }

    @Override
    public List<Family> families() {
        return List.of(REQUESTS, STRANGE, SECONDS, EVENTS, REFUSALS);
    }

    @Override
    public void read(Samples samples) {
        requests.read(samples, REQUESTS, this::exists);
        samples.add(STRANGE, strange.sum());
        samples.add(SECONDS, seconds);
        events.read(samples, EVENTS, this::exists);
        refusals.read(samples, REFUSALS);
    }

    private boolean exists(String kind, String name) {
        return !(connectors.find(kind, name) instanceof Lookup.Unknown);
    }
}
