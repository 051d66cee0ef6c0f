package dev.kheish.host.delivery;

import dev.kheish.host.connector.ConnectorDirectory;
import dev.kheish.host.connector.Lookup;
import dev.kheish.host.metrics.ConnectorCounts;
import dev.kheish.host.metrics.Family;
import dev.kheish.host.metrics.Histogram;
import dev.kheish.host.metrics.MetricSource;
import dev.kheish.host.metrics.Samples;
import dev.kheish.host.store.Store;
import dev.kheish.spi.DeliveryResult;

import org.jspecify.annotations.Nullable;

import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Counts attempts and reads how lanes and breakers are. Targets that name no connector count under
 * an empty name: their origins come from outside. Safe for use by many threads.
 */
final class DeliveryMetrics implements MetricSource {
    private static final Family DELIVERIES =
            Family.gauge(
                    "kheish_deliveries",
                    "Deliveries that are not dealt with: pending, retrying, or dead-lettered and not resolved.",
                    "state");
    private static final Family ENDS =
            Family.counter(
                    "kheish_delivery_ends_total",
                    "Deliveries that arrived or were given up.",
                    "outcome");
    private static final Family ATTEMPTS =
            Family.counter(
                    "kheish_delivery_attempts_total",
                    "Attempts, by what came of them.",
                    "kind",
                    "name",
                    "outcome");
    private static final Family SECONDS =
            Family.histogram("kheish_delivery_attempt_seconds", "Time of one attempt.");
    private static final Family RUNNING =
            Family.gauge("kheish_delivery_attempts_running", "Attempts at this moment.");
    private static final Family DUE =
            Family.gauge(
                    "kheish_delivery_channels_due",
                    "Connectors and origins with deliveries that could go out now.");
    private static final Family LANES =
            Family.gauge(
                    "kheish_delivery_lanes_waiting",
                    "Lanes with unfinished deliveries, counted up to 10000.");
    private static final Family OLDEST =
            Family.gauge(
                    "kheish_oldest_delivery_age_seconds",
                    "Age of the oldest unfinished delivery; 0 if there is none.");
    private static final Family BREAKERS =
            Family.gauge(
                    "kheish_delivery_breakers",
                    "Breakers that are not closed: 0 or 1 for a connector, a number for origins of URLs.",
                    "kind",
                    "name",
                    "state");
    private static final Family HELD =
            Family.gauge(
                    "kheish_delivery_channels_held",
                    "Connectors and origins whose deliveries wait and do not age.",
                    "kind",
                    "name",
                    "reason");

    private static final int MOST_LANES = 10_000;
    private static final double MILLIS = 1000;

    private final Store store;
    private final Clock clock;
    private final ConnectorDirectory connectors;
    private final Supplier<DeliveryStatus> status;
    private final ConnectorCounts<Outcome> attempts = new ConnectorCounts<>(Outcome.class);
    private final Histogram seconds = Histogram.ofSeconds();

    DeliveryMetrics(DeliveryRooms rooms, Supplier<DeliveryStatus> status) {
        this.store = rooms.store();
        this.clock = rooms.clock();
        this.connectors = rooms.directory();
        this.status = status;
    }

    private enum Outcome {
        DELIVERED,
        RETRY,
        LATER,
        REJECTED,
        UNKNOWN
    }

    /** An attempt came back. */
    void came(Trip trip) {
        if (trip instanceof Trip.Tried tried) {
            Outcome outcome =
                    switch (tried.result()) {
                        case DeliveryResult.Delivered _ -> Outcome.DELIVERED;
                        case DeliveryResult.Retry _ -> Outcome.RETRY;
                        case DeliveryResult.Later _ -> Outcome.LATER;
                        case DeliveryResult.Rejected _ -> Outcome.REJECTED;
                        case DeliveryResult.Unknown _ -> Outcome.UNKNOWN;
                    };
            attempts.add(
                    tried.outgoing().target().plugin(),
                    name(tried.outgoing().target().connector()),
                    outcome);
            seconds.record(tried.durationMs() / MILLIS);
        }
    }

    private static String name(@Nullable String connector) {
        return connector == null ? "" : connector;
    }

    @Override
    public List<Family> families() {
        return List.of(
                DELIVERIES, ENDS, ATTEMPTS, SECONDS, RUNNING, DUE, LANES, OLDEST, BREAKERS, HELD);
    }

    @Override
    public void read(Samples samples) {
        DeliveryStatus now = status.get();
        samples.add(DELIVERIES, now.pending(), "pending");
        samples.add(DELIVERIES, now.retrying(), "retrying");
        samples.add(DELIVERIES, now.unresolved(), "dead_lettered");
        samples.add(ENDS, now.delivered(), "delivered");
        samples.add(ENDS, now.deadLettered(), "dead_lettered");
        attempts.read(samples, ATTEMPTS, this::exists);
        samples.add(SECONDS, seconds);
        samples.add(RUNNING, now.running());
        samples.add(DUE, now.dueChannels());
        long lanes = store.read(reader -> LaneQueue.lanes(reader, MOST_LANES));
        samples.add(LANES, lanes);
        Long oldest = now.oldestPendingAtMs();
        samples.add(OLDEST, oldest == null ? 0 : Math.max(0, clock.millis() - oldest) / MILLIS);
        pressures(samples, now.pressures());
    }

    private static void pressures(Samples samples, List<Pressure> pressures) {
        Map<List<String>, Integer> breakers = new LinkedHashMap<>();
        Map<List<String>, Integer> held = new LinkedHashMap<>();
        for (Pressure pressure : pressures) {
            String name = name(pressure.connector());
            String state = pressure.breaker().toLowerCase(Locale.ROOT);
            if (!pressure.breaker().equals(Breaker.State.CLOSED.name())) {
                breakers.merge(List.of(pressure.plugin(), name, state), 1, Integer::sum);
            }
            Optional.ofNullable(pressure.hold())
                    .ifPresent(
                            reason ->
                                    held.merge(
                                            List.of(pressure.plugin(), name, reason),
                                            1,
                                            Integer::sum));
        }
        breakers.forEach((labels, count) -> samples.add(BREAKERS, count, array(labels)));
        held.forEach((labels, count) -> samples.add(HELD, count, array(labels)));
    }

    private static String[] array(List<String> labels) {
        return labels.toArray(String[]::new);
    }

    private boolean exists(String kind, String name) {
        return name.isEmpty()
                || !(connectors.findForDelivery(kind, name) instanceof Lookup.Unknown);
    }
}
