package dev.kheish.host.run;

import dev.kheish.host.metrics.Family;
import dev.kheish.host.metrics.MetricSource;
import dev.kheish.host.metrics.Samples;
import dev.kheish.host.store.Tx;

import java.time.Clock;
import java.util.List;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Supplier;

/** Counts what happens to runs, once it is on disk. Counting is for the writer thread. */
final class RunMetrics implements MetricSource {
    private static final Family RUNS = Family.gauge("kheish_runs", "Stored runs.", "state");
    private static final Family OLDEST =
            Family.gauge(
                    "kheish_oldest_queued_run_age_seconds",
                    "How long the oldest run that could be claimed has been waiting; 0 if none is.");
    private static final Family CLAIMS =
            Family.counter("kheish_run_claims_total", "Runs that were lent to workers.");
    private static final Family ATTEMPTS =
            Family.counter(
                    "kheish_run_ends_total",
                    "Runs that ended, or were put back for another try.",
                    "outcome");
    private static final Family EXPIRED =
            Family.counter(
                    "kheish_run_leases_expired_total", "Leases that ran out with nothing settled.");

    private static final double MILLIS = 1000;

    private final Count claims = new Count();
    private final Count completed = new Count();
    private final Count failed = new Count();
    private final Count cancelled = new Count();
    private final Count retried = new Count();
    private final Count expired = new Count();
    private final Supplier<RunStatus> status;
    private final Clock clock;

    RunMetrics(Supplier<RunStatus> status, Clock clock) {
        this.status = status;
        this.clock = clock;
    }

    void claimed(Tx tx) {
        claims.add(tx);
    }

    void ended(Tx tx, RunState state) {
        switch (state) {
            case COMPLETED -> completed.add(tx);
            case FAILED -> failed.add(tx);
            case CANCELLED -> cancelled.add(tx);
            case PREPARING, QUEUED, RUNNING ->
                    throw new IllegalArgumentException(state + " is not an end");
        }
    }

    void putBack(Tx tx) {
        retried.add(tx);
    }

    void leaseExpired(Tx tx) {
        expired.add(tx);
    }

    @Override
    public List<Family> families() {
        return List.of(RUNS, OLDEST, CLAIMS, ATTEMPTS, EXPIRED);
    }

    @Override
    public void read(Samples samples) {
        RunStatus now = status.get();
        now.counts().forEach((state, count) -> samples.add(RUNS, count, state.text()));
        Long oldest = now.oldestReadyMs();
        samples.add(OLDEST, oldest == null ? 0 : Math.max(0, clock.millis() - oldest) / MILLIS);
        samples.add(CLAIMS, claims.sum());
        samples.add(ATTEMPTS, completed.sum(), "completed");
        samples.add(ATTEMPTS, failed.sum(), "failed");
        samples.add(ATTEMPTS, cancelled.sum(), "cancelled");
        samples.add(ATTEMPTS, retried.sum(), "retried");
        samples.add(EXPIRED, expired.sum());
    }

    /** Grows when the commit is on disk; adding to it allocates nothing of its own. */
    private static final class Count {
        private final LongAdder value = new LongAdder();
        private final Runnable increment = value::increment;

        void add(Tx tx) {
            tx.afterCommit(increment);
        }

        long sum() {
            return value.sum();
        }
    }
}
