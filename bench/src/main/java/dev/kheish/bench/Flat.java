package dev.kheish.bench;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Whether what is stored already makes anything slower: events, a start, memory. */
final class Flat implements Part {
    private static final List<Double> STEPS = List.of(0.0, 0.25, 0.5, 1.0);
    private static final int STARTS = 3;
    private static final double LOST_AT_MOST = 0.15;
    private static final double MIB_MORE_AT_MOST = 32;

    @Override
    public String name() {
        return "flat";
    }

    /** Durable against empty with so many runs stored. */
    record Point(long stored, Series series) {}

    /** A start of a daemon with so many runs. */
    record Fresh(long stored, Spread readyMs, Spread idleMib) {}

    /**
     * What was found.
     *
     * @param wanted runs to reach; filling ends earlier when its time is over
     * @param filledPerSecond runs, through the public route for batches
     * @param diskBytes of the database for each run, everything about it included
     */
    record Found(
            int wanted,
            List<Point> points,
            Fresh small,
            Fresh full,
            double filledPerSecond,
            double diskBytes)
            implements Finding {
        @Override
        public List<String> lines() {
            List<String> lines = new ArrayList<>();
            for (Point point : points) {
                Series series = point.series();
                lines.add(
                        "%d stored: durable %s, %s of empty, p99 %.1f ms"
                                .formatted(
                                        point.stored(),
                                        series.other(each -> each.load().perSecond()).in("/s", 0),
                                        series.ratio().times(100).in("%", 1),
                                        series.other(each -> each.load().p99Ms()).median()));
            }
            lines.add(words(small));
            lines.add(words(full));
            lines.add(
                    String.format(
                            Locale.ROOT,
                            "filled with %.0f runs/s; %.0f B on disk for each",
                            filledPerSecond,
                            diskBytes));
            return lines;
        }

        private static String words(Fresh fresh) {
            return "%d stored: ready after %s, idle memory %s"
                    .formatted(
                            fresh.stored(),
                            fresh.readyMs().in("ms", 0),
                            fresh.idleMib().in("MiB", 0));
        }

        @Override
        public List<Verdict> verdicts() {
            return List.of(rate(), start(), memory());
        }

        private Verdict rate() {
            Spread before = points.getFirst().series().ratio();
            Spread after = points.getLast().series().ratio();
            double border = 1 - LOST_AT_MOST;
            return new Verdict(
                    "as fast with %d runs stored as with %d"
                            .formatted(points.getLast().stored(), points.getFirst().stored()),
                    "%s of the empty handler, before %s"
                            .formatted(after.times(100).in("%", 0), before.times(100).in("%", 0)),
                    Verdict.atLeast(
                            border,
                            after.smallest() / before.largest(),
                            after.largest() / before.smallest()));
        }

        private Verdict start() {
            double noise = small.readyMs().largest() - small.readyMs().smallest();
            double more = full.readyMs().median() - small.readyMs().median();
            return new Verdict(
                    "a start takes as long with %d runs".formatted(full.stored()),
                    "%s, with %d: %s"
                            .formatted(
                                    full.readyMs().in("ms", 0),
                                    small.stored(),
                                    small.readyMs().in("ms", 0)),
                    Verdict.atMost(
                            Math.max(noise, small.readyMs().median() * LOST_AT_MOST), more, more));
        }

        private Verdict memory() {
            double more = full.idleMib().median() - small.idleMib().median();
            return new Verdict(
                    "memory does not grow with %d runs".formatted(full.stored()),
                    "%s, with %d: %s"
                            .formatted(
                                    full.idleMib().in("MiB", 0),
                                    small.stored(),
                                    small.idleMib().in("MiB", 0)),
                    Verdict.atMost(MIB_MORE_AT_MOST, more, more));
        }

        @Override
        public List<String> mistakes() {
            long failures = points.stream().mapToLong(point -> point.series().failures()).sum();
            return failures == 0
                    ? List.of()
                    : List.of(failures + " requests were refused or got no answer");
        }
    }

    @Override
    public Found measure(Workplace place, Options options)
            throws IOException, InterruptedException {
        int connections = options.connections().getFirst();
        List<Point> points = new ArrayList<>();
        Fresh small;
        Filling filling;
        long bytes;
        try (Duel duel = Duel.start(place, "flat")) {
            small = fresh(place, few(place), 0, options);
            duel.warmUp(connections, options.warmUp());
            filling = new Filling(duel.daemon(), place, options.fillFor());
            for (double step : STEPS) {
                filling.upTo((long) (step * options.stored()));
                long stored = duel.daemon().runs();
                points.add(new Point(stored, duel.compare(connections, options)));
            }
            bytes = duel.daemon().databaseBytes();
        }
        long stored = points.getLast().stored();
        Path home = place.folder().resolve("flat");
        return new Found(
                options.stored(),
                points,
                small,
                fresh(place, home, stored, options),
                filling.perSecond(),
                bytes / (double) Math.max(1, stored));
    }

    /**
     * The same connectors and nothing else: what opening them costs is no matter of what is stored.
     */
    private static Path few(Workplace place) throws IOException, InterruptedException {
        Path home = place.home("few");
        try (Daemon daemon = Daemon.start(place.distribution(), home)) {
            daemon.putConnector(place.keys());
            Batches.connect(daemon, place.keys());
        }
        return home;
    }

    private static Fresh fresh(Workplace place, Path home, long stored, Options options)
            throws IOException, InterruptedException {
        List<Double> ready = new ArrayList<>();
        List<Double> idle = new ArrayList<>();
        for (int i = 0; i <= Math.min(STARTS, options.starts()); i++) {
            Start.Sample sample = Start.sample(place, home, "");
            if (i > 0) { // the first one may have to make the home, or tidy up
                ready.add(sample.readyMs());
                idle.add(sample.idleMib());
            }
        }
        return new Fresh(stored, Spread.of(ready), Spread.of(idle));
    }
}
