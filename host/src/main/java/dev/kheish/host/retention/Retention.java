package dev.kheish.host.retention;

import dev.kheish.host.metrics.MetricSource;
import dev.kheish.host.store.Store;

import org.jspecify.annotations.Nullable;

import java.time.Clock;
import java.time.Duration;
import java.util.List;

/**
 * Prunes by age, and by size where there is a limit. Every step is one small transaction that is
 * whole in itself, so it may end at any of them. One thread of its own prunes; all else is safe for
 * many threads.
 */
public final class Retention implements AutoCloseable {
    /** However little room there is: what is younger stays. */
    public static final Duration YOUNGEST = Duration.ofHours(1);

    private static final System.Logger LOG = System.getLogger(Retention.class.getName());
    private static final Duration AFTER_START = Duration.ofSeconds(15);
    private static final Duration BETWEEN = Duration.ofMinutes(1);
    private static final long AGAIN_MS = Duration.ofHours(1).toMillis();

    private final Store store;
    private final Clock clock;
    private final List<Rule> rules;
    private final List<Budget> budgets;
    private final RetentionMetrics metrics;
    private long lookedAgainMs;
    private volatile boolean closed;
    private @Nullable Thread thread;

    /**
     * @param rules in the order in which they are followed: what others need comes after those
     */
    public Retention(Store store, Clock clock, List<Rule> rules, List<Budget> budgets) {
        this.store = store;
        this.clock = clock;
        this.rules = rules.stream().filter(rule -> !rule.isForEver()).toList();
        this.budgets = List.copyOf(budgets);
        this.metrics = new RetentionMetrics(rules.stream().map(Rule::slice).toList());
    }

    /** Prunes from now on. */
    public void start() {
        thread = Thread.ofVirtual().name("retention").start(this::loop);
    }

    /** What went. */
    public MetricSource metrics() {
        return metrics;
    }

    private void loop() {
        try {
            Thread.sleep(AFTER_START);
            while (!closed) {
                prune();
                Thread.sleep(BETWEEN);
            }
        } catch (InterruptedException e) {
            // closed
        }
    }

    private void prune() throws InterruptedException {
        try {
            pass();
        } catch (RuntimeException e) {
            LOG.log(
                    System.Logger.Level.WARNING,
                    "What is old could not be pruned; trying again in a minute",
                    e);
        }
    }

    /** Prunes all that may go now. For one thread at a time. */
    public void pass() throws InterruptedException {
        long now = clock.millis();
        boolean again = now - lookedAgainMs >= AGAIN_MS;
        for (Rule rule : rules) {
            Pruning pruning = pruning(rule);
            rule.slice().afterwards(store);
            if (again) {
                pruning.again(rule.cutMs(now));
            }
            pruning.forward(rule.cutMs(now), () -> true);
        }
        if (again) {
            lookedAgainMs = now;
        }
        for (Budget budget : budgets) {
            shrink(budget, now, again);
        }
    }

    private void shrink(Budget budget, long now, boolean again) throws InterruptedException {
        if (!budget.isExceeded()) {
            return;
        }
        for (Rule rule : budget.rules()) {
            Pruning pruning = pruning(rule);
            if (again) {
                pruning.again(rule.cutMs(now, YOUNGEST));
            }
            pruning.forward(rule.cutMs(now, YOUNGEST), budget::isExceeded);
        }
        if (again && budget.isExceeded()) {
            LOG.log(
                    System.Logger.Level.WARNING,
                    "{0} is larger than its limit, and nothing more can go: the rest is unfinished, younger than an hour, or kept for good",
                    budget.name());
        }
    }

    private Pruning pruning(Rule rule) {
        return new Pruning(store, rule.slice(), metrics, () -> closed);
    }

    /** Ends after the step that is under way. */
    @Override
    public void close() throws InterruptedException {
        closed = true;
        Thread running = thread;
        if (running != null) {
            running.interrupt();
            running.join();
        }
    }
}
