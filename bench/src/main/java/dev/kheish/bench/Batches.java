package dev.kheish.bench;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Events of the external kind, one in a request and 64 in a request, in turns. */
final class Batches implements Part {
    static final int BATCH = 64;
    static final int BATCH_CONNECTIONS = 8;

    private static final int CONNECTIONS = 64;
    private static final double GOAL = 3;

    @Override
    public String name() {
        return "batches";
    }

    /** Events a second, and their ratio. */
    record Pair(
            double ratio, double singlePerSecond, double batchPerSecond, Load single, Load batch) {
        static Pair of(Load single, Load batch) {
            double events = batch.perSecond() * BATCH;
            return new Pair(events / single.perSecond(), single.perSecond(), events, single, batch);
        }

        long failures() {
            return single.refused() + single.broken() + batch.refused() + batch.broken();
        }
    }

    /** What was found. */
    record Found(Spread ratio, List<Pair> pairs) implements Finding {
        @Override
        public List<String> lines() {
            return List.of(
                    "one by one %s, in batches of %d %s: %s times"
                            .formatted(
                                    single().in("/s", 0),
                                    BATCH,
                                    batch().in("/s", 0),
                                    ratio.in("", 1)));
        }

        Spread single() {
            return Spread.of(pairs.stream().map(Pair::singlePerSecond).toList());
        }

        Spread batch() {
            return Spread.of(pairs.stream().map(Pair::batchPerSecond).toList());
        }

        @Override
        public List<Verdict> verdicts() {
            return List.of(
                    new Verdict(
                            "batches of 64 bring at least three times the events",
                            ratio.in("times", 1),
                            Verdict.atLeast(GOAL, ratio.smallest(), ratio.largest())));
        }

        @Override
        public List<String> mistakes() {
            long failures = pairs.stream().mapToLong(Pair::failures).sum();
            return failures == 0
                    ? List.of()
                    : List.of(failures + " requests were refused or got no answer");
        }
    }

    @Override
    public Found measure(Workplace place, Options options)
            throws IOException, InterruptedException {
        try (Daemon daemon = Daemon.start(place.distribution(), place.home("batch"))) {
            Wrk wrk = wrk(place);
            String events = connect(daemon, place.keys());
            wrk.run(events, CONNECTIONS, options.warmUp());
            wrk.run(events + "/batch", BATCH_CONNECTIONS, options.warmUp());
            List<Pair> pairs = new ArrayList<>();
            for (int i = 0; i < options.pairs(); i++) {
                Load single = wrk.run(events, CONNECTIONS, options.seconds());
                Load batch = wrk.run(events + "/batch", BATCH_CONNECTIONS, options.seconds());
                pairs.add(Pair.of(single, batch));
            }
            return new Found(Spread.of(pairs.stream().map(Pair::ratio).toList()), pairs);
        }
    }

    /** A sender for what {@link #connect} made. */
    static Wrk wrk(Workplace place) throws IOException {
        return new Wrk(
                place.file("external.lua"), place.folder().resolve("external.log"), place.keys());
    }

    /** Makes a connector for batches; the address of its events. */
    static String connect(Daemon daemon, Keys keys) throws IOException, InterruptedException {
        daemon.put(
                "/v1/runtime/connectors/external/bench",
                """
                {"platform":"bench","mode":"remote_http","base_url":"https://sidecar.example.com",
                 "shared_token":{"value":"%s"},"session_policy":{"create_if_missing":true},
                 "ingress_events_per_second":10000000}
                """
                        .formatted(keys.bearer()));
        return daemon.process().url() + "/v1/connectors/external/bench/events";
    }

    /** For a line of numbers. */
    static String rate(double perSecond) {
        return String.format(Locale.ROOT, "%.0f/s", perSecond);
    }
}
