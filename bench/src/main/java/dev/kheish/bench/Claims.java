package dev.kheish.bench;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;

/**
 * Workers that claim and complete as fast as they are answered, one run at a time and in batches.
 */
final class Claims implements Part {
    private static final int WORKERS = 8;
    private static final int LIMIT = 16;
    private static final int ENOUGH = 20_000;
    private static final int FILL_SECONDS = 60;
    private static final String CONNECTOR = "external:bench";
    private static final String OUTPUTS = "[{\"content\":\"Done.\"}]";

    @Override
    public String name() {
        return "claims";
    }

    /** Times of one call. */
    record Times(double p50Ms, double p99Ms) {
        static Times of(Collection<Double> all) {
            double[] sorted = all.stream().mapToDouble(Double::doubleValue).sorted().toArray();
            if (sorted.length == 0) {
                throw new BenchException("No run was claimed");
            }
            return new Times(sorted[sorted.length / 2], sorted[sorted.length * 99 / 100]);
        }

        String words() {
            return String.format(Locale.ROOT, "p50/p99 %.1f/%.1f ms", p50Ms, p99Ms);
        }
    }

    /** Some seconds of work. */
    record Shift(int limit, double perSecond, Times claim, Times complete, List<String> done) {}

    /**
     * What was found; claims and completions are as many.
     *
     * @param single runs a second, claimed one by one
     * @param batched the same, sixteen at once
     * @param twice runs that were completed by two workers
     */
    record Found(
            int workers,
            Spread single,
            Times singleClaim,
            Times singleComplete,
            Spread batched,
            Times batchedClaim,
            long completed,
            long stored,
            int twice)
            implements Finding {
        @Override
        public List<String> lines() {
            return List.of(
                    "%d workers, one run a claim: %s claimed and completed; claim %s, completion %s"
                            .formatted(
                                    workers,
                                    single.in("/s", 0),
                                    singleClaim.words(),
                                    singleComplete.words()),
                    "%d runs a claim: %s; claim %s"
                            .formatted(LIMIT, batched.in("/s", 0), batchedClaim.words()),
                    "%d completions were promised, %d are stored".formatted(completed, stored));
        }

        @Override
        public List<Verdict> verdicts() {
            return List.of(
                    new Verdict(
                            "no run is completed by two workers, no completion is lost",
                            "%d promised, %d stored, %d twice".formatted(completed, stored, twice),
                            mistakes().isEmpty() ? Verdict.Outcome.KEPT : Verdict.Outcome.MISSED));
        }

        @Override
        public List<String> mistakes() {
            return completed == stored && twice == 0
                    ? List.of()
                    : List.of(
                            "%d completions were promised, %d are stored, %d runs were done twice"
                                    .formatted(completed, stored, twice));
        }
    }

    @Override
    public Found measure(Workplace place, Options options)
            throws IOException, InterruptedException {
        try (Daemon daemon = Daemon.start(place.distribution(), place.home("claims"))) {
            Filling backlog = new Filling(daemon, place, FILL_SECONDS);
            List<Shift> all = new ArrayList<>();
            backlog.queued(ENOUGH);
            all.add(shift(daemon, 1, options.warmUp()));
            for (int i = 0; i < Math.max(2, options.pairs() - 1); i++) {
                for (int limit : List.of(1, LIMIT)) {
                    backlog.queued(ENOUGH);
                    all.add(shift(daemon, limit, options.seconds()));
                }
            }
            return found(all, daemon.runs("completed"));
        }
    }

    private static Found found(List<Shift> all, long stored) {
        // The first shift warmed up; its runs count, its times do not.
        List<Shift> single = all.stream().skip(1).filter(shift -> shift.limit() == 1).toList();
        List<Shift> batched = all.stream().skip(1).filter(shift -> shift.limit() > 1).toList();
        List<String> runs = all.stream().flatMap(shift -> shift.done().stream()).toList();
        return new Found(
                WORKERS,
                Spread.of(single.stream().map(Shift::perSecond).toList()),
                single.getLast().claim(),
                single.getLast().complete(),
                Spread.of(batched.stream().map(Shift::perSecond).toList()),
                batched.getLast().claim(),
                runs.size(),
                stored,
                runs.size() - new HashSet<>(runs).size());
    }

    private static Shift shift(Daemon daemon, int limit, int seconds)
            throws IOException, InterruptedException {
        List<Callable<Worker>> workers = new ArrayList<>();
        long begin = System.nanoTime();
        long end = begin + seconds * 1_000_000_000L;
        for (int i = 0; i < WORKERS; i++) {
            workers.add(() -> work(daemon, limit, end));
        }
        List<Worker> done = Crew.work(workers);
        double took = (System.nanoTime() - begin) / 1e9;
        List<String> runs = done.stream().flatMap(worker -> worker.done().stream()).toList();
        return new Shift(
                limit,
                runs.size() / took,
                Times.of(done.stream().flatMap(worker -> worker.claimMs().stream()).toList()),
                Times.of(done.stream().flatMap(worker -> worker.completeMs().stream()).toList()),
                runs);
    }

    private static Worker work(Daemon daemon, int limit, long end) throws IOException {
        try (Worker worker = new Worker(daemon, limit, CONNECTOR, OUTPUTS)) {
            while (System.nanoTime() < end && worker.turn() > 0) {
                // until the time is over, or the runs
            }
            return worker;
        }
    }
}
