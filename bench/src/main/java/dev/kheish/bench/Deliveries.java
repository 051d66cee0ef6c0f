package dev.kheish.bench;

import com.fasterxml.jackson.databind.JsonNode;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Callable;

/**
 * Answers on their way to a fast target on this machine: one lane, a hundred, ten thousand. The
 * target answers nobody until all runs are completed, so that what is timed is deliveries alone.
 */
final class Deliveries implements Part {
    private static final double GOAL = 5000;
    private static final int SENDERS = 32;
    private static final int WORKERS = 8;
    private static final int CLAIM = 16;
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final long LOOK_EVERY_MS = 20;

    /** Runs of each session, and outputs of each run. */
    private enum Plan {
        ONE(1, 60, 64),
        HUNDRED(100, 3, 64),
        TEN_THOUSAND(10_000, 1, 2);

        private final int lanes;
        private final int runs;
        private final int outputs;

        Plan(int lanes, int runs, int outputs) {
            this.lanes = lanes;
            this.runs = runs;
            this.outputs = outputs;
        }

        private int deliveries() {
            return lanes * runs * outputs;
        }
    }

    @Override
    public String name() {
        return "deliveries";
    }

    /**
     * One number of lanes.
     *
     * @param perSecond while the middle four fifths arrived
     * @param arrived at the target
     * @param delivered as the daemon says
     * @param attempts that it recorded
     */
    record Point(
            int lanes, int wanted, double perSecond, int arrived, long delivered, long attempts) {}

    /** What was found. */
    record Found(List<Point> points) implements Finding {
        @Override
        public List<String> lines() {
            return points.stream()
                    .map(
                            point ->
                                    "%d lanes: %s; %d wanted, %d arrived, %d delivered with %d attempts"
                                            .formatted(
                                                    point.lanes(),
                                                    Batches.rate(point.perSecond()),
                                                    point.wanted(),
                                                    point.arrived(),
                                                    point.delivered(),
                                                    point.attempts()))
                    .toList();
        }

        @Override
        public List<Verdict> verdicts() {
            List<Double> many =
                    points.stream()
                            .filter(point -> point.lanes() > 1)
                            .map(Point::perSecond)
                            .toList();
            Spread rates = Spread.of(many);
            return List.of(
                    new Verdict(
                            "at least 5000 deliveries a second over many lanes",
                            rates.in("/s", 0),
                            Verdict.atLeast(GOAL, rates.smallest(), rates.largest())));
        }

        @Override
        public List<String> mistakes() {
            return points.stream()
                    .filter(
                            point ->
                                    point.arrived() < point.wanted()
                                            || point.delivered() != point.wanted()
                                            || point.attempts() < point.wanted())
                    .map(point -> "deliveries are missing: " + point)
                    .toList();
        }
    }

    @Override
    public Found measure(Workplace place, Options options)
            throws IOException, InterruptedException {
        List<Point> points = new ArrayList<>();
        try (Receiver receiver = Receiver.start();
                Daemon daemon = Daemon.start(place.distribution(), place.home("deliveries"))) {
            warmUp(daemon, receiver, place.keys(), Duration.ofSeconds(options.warmUp()));
            for (Plan plan : Plan.values()) {
                points.add(measure(daemon, receiver, place.keys(), plan, "lanes-" + plan.lanes));
            }
        }
        return new Found(points);
    }

    private static void warmUp(Daemon daemon, Receiver receiver, Keys keys, Duration time)
            throws IOException, InterruptedException {
        long end = System.nanoTime() + time.toNanos();
        for (int round = 0; round == 0 || System.nanoTime() < end; round++) {
            measure(daemon, receiver, keys, Plan.HUNDRED, "warm-" + round);
        }
    }

    private static Point measure(
            Daemon daemon, Receiver receiver, Keys keys, Plan plan, String name)
            throws IOException, InterruptedException {
        daemon.putConnector(name, keys, receiver.url("/" + name));
        JsonNode before = daemon.status("delivery");
        send(daemon, keys, plan, "/v1/connectors/http/" + name);
        receiver.hold();
        complete(daemon, plan, "http:" + name);
        receiver.release();
        int wanted = plan.deliveries();
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        JsonNode after = daemon.status("delivery");
        while (delivered(after, before) < wanted && System.nanoTime() < deadline) {
            Thread.sleep(LOOK_EVERY_MS);
            after = daemon.status("delivery");
        }
        return new Point(
                plan.lanes,
                wanted,
                receiver.perSecond("/" + name),
                receiver.count("/" + name),
                delivered(after, before),
                after.path("attempts_since_start").asLong()
                        - before.path("attempts_since_start").asLong());
    }

    private static long delivered(JsonNode after, JsonNode before) {
        String member = "delivered_since_start";
        return after.path(member).asLong() - before.path(member).asLong();
    }

    private static void send(Daemon daemon, Keys keys, Plan plan, String path)
            throws IOException, InterruptedException {
        List<Callable<Void>> senders = new ArrayList<>();
        for (int i = 0; i < SENDERS; i++) {
            int first = i;
            senders.add(
                    () -> {
                        EventMaker events = new EventMaker(path, keys);
                        try (Wire wire = new Wire(daemon.process().url())) {
                            for (int n = first; n < plan.lanes * plan.runs; n += SENDERS) {
                                byte[] event = events.of("%024d".formatted(n % plan.lanes));
                                if (!wire.exchange(event).isTaken()) {
                                    throw new BenchException("An event was refused");
                                }
                            }
                        }
                        return null;
                    });
        }
        Crew.work(senders);
    }

    private static void complete(Daemon daemon, Plan plan, String connector)
            throws IOException, InterruptedException {
        String outputs =
                "["
                        + String.join(
                                ",", Collections.nCopies(plan.outputs, "{\"content\":\"Done.\"}"))
                        + "]";
        int workers = Math.min(WORKERS, plan.lanes);
        List<Callable<Void>> crew = new ArrayList<>();
        for (int i = 0; i < workers; i++) {
            crew.add(
                    () -> {
                        try (Worker worker = new Worker(daemon, CLAIM, connector, outputs)) {
                            while (worker.turn() > 0) {
                                // until none is left
                            }
                        }
                        return null;
                    });
        }
        Crew.work(crew);
    }
}
