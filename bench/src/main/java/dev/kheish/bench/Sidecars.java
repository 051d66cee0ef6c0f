package dev.kheish.bench;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

/** What the supervision of sidecars costs. */
final class Sidecars implements Part {
    private static final int FETCHES = 3000;
    private static final int STARTS = 7;
    private static final int IDLE = 50;
    private static final int FEW = 3;
    private static final double FETCH_MS = 5;
    private static final double START_MS = 50;

    @Override
    public String name() {
        return "sidecars";
    }

    /** What was found. */
    record Found(CredentialFetches credentials, SidecarStarts starts, IdleSidecars idle)
            implements Finding {
        @Override
        public List<String> lines() {
            return List.of(
                    String.format(
                            Locale.ROOT,
                            "credential fetch: p50 %.2f ms, p99 %.2f ms, largest %.2f ms of %d",
                            credentials.p50Ms(),
                            credentials.p99Ms(),
                            credentials.maxMs(),
                            credentials.count()),
                    "start of a sidecar: %s by itself, %s under the daemon"
                            .formatted(alone().in("ms", 0), supervised().in("ms", 0)),
                    String.format(
                            Locale.ROOT,
                            "%d idle sidecars cost the daemon %.1f MiB and %.1f %% of a core",
                            idle.count(),
                            idle.withMib() - idle.withoutMib(),
                            100 * (idle.withCores() - idle.withoutCores())));
        }

        private Spread alone() {
            return Spread.of(starts.alone());
        }

        private Spread supervised() {
            return Spread.of(starts.supervised());
        }

        @Override
        public List<Verdict> verdicts() {
            double more = supervised().median() - alone().median();
            double noise = (alone().largest() - alone().smallest()) / 2;
            return List.of(
                    new Verdict(
                            "supervision adds at most 50 ms to the start of a sidecar",
                            String.format(Locale.ROOT, "%.0f ms, noise %.0f", more, noise),
                            Verdict.atMost(START_MS, more - noise, more + noise)),
                    new Verdict(
                            "99 of 100 credential fetches within 5 ms",
                            String.format(
                                    Locale.ROOT,
                                    "%.1f and %.1f ms",
                                    credentials.p99Ms(),
                                    credentials.againP99Ms()),
                            Verdict.atMost(
                                    FETCH_MS,
                                    Math.min(credentials.p99Ms(), credentials.againP99Ms()),
                                    Math.max(credentials.p99Ms(), credentials.againP99Ms()))));
        }
    }

    @Override
    public Found measure(Workplace place, Options options)
            throws IOException, InterruptedException {
        Path program = place.file("idle_sidecar.py");
        boolean quick = options.seconds() == 1;
        return new Found(
                CredentialFetches.measure(place, program, quick ? FETCHES / 10 : FETCHES),
                SidecarStarts.measure(place, program, quick ? FEW : STARTS),
                IdleSidecars.measure(place, program, quick ? FEW : IDLE, options.seconds() * FEW));
    }
}
