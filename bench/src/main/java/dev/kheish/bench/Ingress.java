package dev.kheish.bench;

import com.fasterxml.jackson.databind.JsonNode;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;

/** Single events with all checks on, against the server that does nothing. */
final class Ingress implements Part {
    private static final double GOAL = 0.5;
    private static final double DUE = 0.2;

    @Override
    public String name() {
        return "ingress";
    }

    /**
     * What was found.
     *
     * @param noise of the empty handler against itself, with the first number of connections
     * @param peakMib the daemon's memory in RAM at its highest
     * @param loadedMib the same right after the last load
     * @param eventsPerCommit callers that shared a commit, on average; null if the daemon does not
     *     tell
     * @param diskBytes by which the database grew for each event
     * @param storage what the daemon says of its store
     */
    record Found(
            List<Series> durable,
            Series noise,
            double peakMib,
            double loadedMib,
            @org.jspecify.annotations.Nullable Double eventsPerCommit,
            double diskBytes,
            Duel.Kept kept,
            JsonNode storage)
            implements Finding {
        @Override
        public List<String> lines() {
            List<String> lines = new ArrayList<>();
            durable.forEach(series -> lines.add(line(series, "durable")));
            lines.add(line(noise, "empty again"));
            lines.add(
                    String.format(
                            Locale.ROOT,
                            "memory under load %.0f MiB, at most %.0f; %s events in a commit; the database grew %.0f B an event",
                            loadedMib,
                            peakMib,
                            eventsPerCommit == null
                                    ? "unknown number of"
                                    : String.format(Locale.ROOT, "%.0f", eventsPerCommit),
                            diskBytes));
            lines.add(kept.line());
            return lines;
        }

        private static String line(Series series, String other) {
            return String.format(
                    Locale.ROOT,
                    "%d connections: empty %s, %s %s: %s; p50/p99/p99.9 %.1f/%.1f/%.1f ms; CPU %.0f and %.0f µs",
                    series.connections(),
                    series.base(each -> each.load().perSecond()).in("/s", 0),
                    other,
                    series.other(each -> each.load().perSecond()).in("/s", 0),
                    series.ratio().times(100).in("%", 1),
                    series.other(each -> each.load().p50Ms()).median(),
                    series.other(each -> each.load().p99Ms()).median(),
                    series.other(each -> each.load().p999Ms()).median(),
                    series.base(Measured::cpuMicros).median(),
                    series.other(Measured::cpuMicros).median());
        }

        @Override
        public List<Verdict> verdicts() {
            List<Verdict> verdicts = new ArrayList<>();
            for (Series series : durable) {
                Spread ratio = series.ratio();
                boolean goal = ratio.largest() >= GOAL;
                verdicts.add(
                        new Verdict(
                                "durable events at half the empty handler's rate or more, over %d connections"
                                        .formatted(series.connections()),
                                ratio.times(100).in("%", 0)
                                        + (goal || ratio.smallest() < DUE
                                                ? ""
                                                : ", 20 % are reached"),
                                Verdict.atLeast(GOAL, ratio.smallest(), ratio.largest())));
            }
            verdicts.add(
                    new Verdict(
                            "what was acknowledged is stored, once",
                            kept.line(),
                            kept.isRight() ? Verdict.Outcome.KEPT : Verdict.Outcome.MISSED));
            return verdicts;
        }

        @Override
        public List<String> mistakes() {
            List<String> mistakes = new ArrayList<>();
            if (!kept.isRight()) {
                mistakes.add(kept.line());
            }
            long failures = noise.failures() + durable.stream().mapToLong(Series::failures).sum();
            if (failures > 0) {
                mistakes.add(failures + " requests were refused or got no answer");
            }
            return mistakes;
        }
    }

    @Override
    public Found measure(Workplace place, Options options)
            throws IOException, InterruptedException {
        try (Duel duel = Duel.start(place, "load")) {
            int first = options.connections().getFirst();
            duel.warmUp(first, options.warmUp());
            Daemon daemon = duel.daemon();
            long runs = daemon.runs();
            long bytes = daemon.databaseBytes();
            OptionalDouble events = daemon.metric("kheish_commit_batch_size_sum");
            OptionalDouble commits = daemon.metric("kheish_commit_batch_size_count");
            List<Series> durable = new ArrayList<>();
            for (int connections : options.connections()) {
                durable.add(duel.compare(connections, options));
            }
            double loadedMib = Proc.residentMib(daemon.process().pid());
            Double batch =
                    events.isEmpty() || commits.isEmpty()
                            ? null
                            : (daemon.metric("kheish_commit_batch_size_sum").orElse(0)
                                            - events.getAsDouble())
                                    / Math.max(
                                            1,
                                            daemon.metric("kheish_commit_batch_size_count")
                                                            .orElse(0)
                                                    - commits.getAsDouble());
            double grown =
                    (daemon.databaseBytes() - bytes) / (double) Math.max(1, daemon.runs() - runs);
            Series noise = duel.noise(first, options);
            return new Found(
                    durable,
                    noise,
                    Proc.peakMib(daemon.process().pid()),
                    loadedMib,
                    batch,
                    grown,
                    duel.kept(),
                    daemon.storage());
        }
    }
}
