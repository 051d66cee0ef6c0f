package dev.kheish.bench;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** How long a sender waits at a quarter, a half and three quarters of the full rate. */
final class Latency implements Part {
    private static final List<Integer> SHARES = List.of(25, 50, 75);
    private static final int HALF = 50;
    private static final double P99_MS = 10;
    private static final int LONGER = 2;

    @Override
    public String name() {
        return "latency";
    }

    /**
     * One load.
     *
     * @param share of the full rate in percent
     */
    record Point(int share, OpenLoop.Latencies latencies) {}

    /**
     * What was found.
     *
     * @param fullPerSecond what the daemon takes when senders send as fast as they are answered
     * @param again the half load a second time: what noise does
     */
    record Found(int connections, double fullPerSecond, List<Point> points, Point again)
            implements Finding {
        @Override
        public List<String> lines() {
            List<String> lines = new ArrayList<>();
            lines.add(
                    String.format(
                            Locale.ROOT,
                            "full rate %.0f/s over %d connections",
                            fullPerSecond,
                            connections));
            points.forEach(point -> lines.add(line(point)));
            lines.add(line(again) + " (again)");
            return lines;
        }

        private static String line(Point point) {
            OpenLoop.Latencies found = point.latencies();
            return String.format(
                    Locale.ROOT,
                    "%d %%: %.0f/s, p50/p99/p99.9 %.2f/%.2f/%.2f ms, largest %.1f ms, %d refused, %d not sent",
                    point.share(),
                    found.perSecond(),
                    found.p50Ms(),
                    found.p99Ms(),
                    found.p999Ms(),
                    found.maxMs(),
                    found.refused(),
                    found.late());
        }

        @Override
        public List<Verdict> verdicts() {
            double first =
                    points.stream()
                            .filter(point -> point.share() == HALF)
                            .findFirst()
                            .orElseThrow()
                            .latencies()
                            .p99Ms();
            double second = again.latencies().p99Ms();
            return List.of(
                    new Verdict(
                            "at half load, 99 of 100 events are acknowledged within 10 ms",
                            String.format(Locale.ROOT, "%.1f and %.1f ms", first, second),
                            Verdict.atMost(
                                    P99_MS, Math.min(first, second), Math.max(first, second))));
        }

        @Override
        public List<String> mistakes() {
            long refused =
                    again.latencies().refused()
                            + points.stream().mapToLong(p -> p.latencies().refused()).sum();
            return refused == 0 ? List.of() : List.of(refused + " events were refused");
        }
    }

    @Override
    public Found measure(Workplace place, Options options)
            throws IOException, InterruptedException {
        int connections = options.connections().getFirst();
        Wrk wrk = new Wrk(place.script(), place.folder().resolve("wrk.log"), place.keys());
        try (Daemon daemon = Daemon.start(place.distribution(), place.home("latency"))) {
            daemon.putConnector(place.keys());
            String url = daemon.process().url();
            wrk.run(url + Daemon.INGRESS, connections, options.warmUp());
            double full = wrk.run(url + Daemon.INGRESS, connections, options.seconds()).perSecond();
            // The sender itself has to get warm too.
            OpenLoop.run(url, place.keys(), connections, full / 2, options.warmUp());
            List<Point> points = new ArrayList<>();
            for (int share : SHARES) {
                points.add(point(share, url, place, full, options));
            }
            return new Found(connections, full, points, point(HALF, url, place, full, options));
        }
    }

    private static Point point(int share, String url, Workplace place, double full, Options options)
            throws IOException, InterruptedException {
        return new Point(
                share,
                OpenLoop.run(
                        url,
                        place.keys(),
                        options.connections().getFirst(),
                        full * share / 100,
                        options.seconds() * LONGER));
    }
}
