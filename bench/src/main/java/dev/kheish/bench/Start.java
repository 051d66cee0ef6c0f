package dev.kheish.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * From the launch to {@code ready}, with the classes that the distribution prepared and without.
 */
final class Start implements Part {
    private static final Duration IDLE = Duration.ofSeconds(3);
    private static final String WITHOUT = "-Xshare:auto";
    private static final double PREPARED_MS = 500;
    private static final double PLAIN_MS = 1200;
    private static final double IDLE_MB = 160;
    private static final double MIB_IN_MB = 1.048576;

    @Override
    public String name() {
        return "start";
    }

    /** Starts of one sort. */
    record Sort(Spread readyMs, Spread idleMib) {}

    /**
     * What was found.
     *
     * @param again the prepared ones a second time, taken in turns with the first: what noise does
     * @param commandMs of {@code kheish status}, prepared and plain
     */
    record Found(
            boolean isPrepared,
            Sort prepared,
            Sort again,
            Sort plain,
            Spread commandMs,
            Spread plainCommandMs)
            implements Finding {
        @Override
        public List<String> lines() {
            return List.of(
                    "prepared: " + words(prepared) + "; again: " + words(again),
                    "without: " + words(plain),
                    "kheish status: %s prepared, %s without"
                            .formatted(commandMs.in("ms", 0), plainCommandMs.in("ms", 0)));
        }

        private static String words(Sort sort) {
            return "ready after %s, idle memory %s"
                    .formatted(sort.readyMs.in("ms", 0), sort.idleMib.in("MiB", 0));
        }

        @Override
        public List<Verdict> verdicts() {
            double smallest = Math.min(prepared.readyMs.median(), again.readyMs.median());
            double largest = Math.max(prepared.readyMs.median(), again.readyMs.median());
            double noise = largest - smallest;
            double plainMs = plain.readyMs.median();
            Spread idle = prepared.idleMib.times(MIB_IN_MB);
            return List.of(
                    new Verdict(
                            "ready within 0.5 s of the launch, with prepared classes",
                            isPrepared
                                    ? String.format(
                                            Locale.ROOT, "%.0f and %.0f ms", smallest, largest)
                                    : "this distribution has none",
                            isPrepared
                                    ? Verdict.atMost(PREPARED_MS, smallest, largest)
                                    : Verdict.Outcome.MISSED),
                    new Verdict(
                            "ready within 1.2 s, without",
                            plain.readyMs.in("ms", 0),
                            Verdict.atMost(PLAIN_MS, plainMs - noise, plainMs + noise)),
                    new Verdict(
                            "at most 160 MB of memory while idle",
                            idle.in("MB", 0)
                                    + ", without prepared classes "
                                    + plain.idleMib.times(MIB_IN_MB).in("MB", 0),
                            Verdict.atMost(IDLE_MB, idle.smallest(), idle.largest())));
        }
    }

    @Override
    public Found measure(Workplace place, Options options)
            throws IOException, InterruptedException {
        Path home = place.home("start");
        // The first one makes the home folder and is no example of the others.
        Daemon.start(place.distribution(), home).close();
        List<Sample> prepared = new ArrayList<>();
        List<Sample> again = new ArrayList<>();
        List<Sample> plain = new ArrayList<>();
        for (int i = 0; i < options.starts(); i++) {
            prepared.add(sample(place, home, ""));
            plain.add(sample(place, home, WITHOUT));
            again.add(sample(place, home, ""));
        }
        return new Found(
                Files.exists(place.distribution().resolve("lib/kheish.aot")),
                sort(prepared),
                sort(again),
                sort(plain),
                commands(place, home, options.starts(), ""),
                commands(place, home, options.starts(), WITHOUT));
    }

    record Sample(double readyMs, double idleMib) {}

    private static Sort sort(List<Sample> samples) {
        return new Sort(
                Spread.of(samples.stream().map(Sample::readyMs).toList()),
                Spread.of(samples.stream().map(Sample::idleMib).toList()));
    }

    static Sample sample(Workplace place, Path home, String flags)
            throws IOException, InterruptedException {
        long begin = System.nanoTime();
        try (Daemon daemon = Daemon.start(place.distribution(), home, flags)) {
            double ready = (System.nanoTime() - begin) / 1e6;
            Thread.sleep(IDLE);
            return new Sample(ready, Proc.residentMib(daemon.process().pid()));
        }
    }

    private static Spread commands(Workplace place, Path home, int count, String flags)
            throws IOException, InterruptedException {
        List<Double> times = new ArrayList<>();
        try (Daemon daemon = Daemon.start(place.distribution(), home)) {
            for (int i = 0; i < count; i++) {
                ProcessBuilder status =
                        new ProcessBuilder(
                                place.distribution().resolve("bin/kheish").toString(),
                                "status",
                                "--home",
                                home.toString());
                status.environment().put("KHEISH_JAVA_OPTS", flags);
                status.redirectErrorStream(true);
                status.redirectOutput(place.folder().resolve("status.log").toFile());
                long begin = System.nanoTime();
                int code = status.start().waitFor();
                times.add((System.nanoTime() - begin) / 1e6);
                if (code != 0) {
                    throw new BenchException("kheish status ended with " + code);
                }
            }
        }
        return Spread.of(times);
    }
}
