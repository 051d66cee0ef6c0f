package dev.kheish.host.connector;

import dev.kheish.host.plugin.KindLease;
import dev.kheish.host.secret.ConnectorLeases;
import dev.kheish.spi.Connector;
import dev.kheish.spi.ConnectorException;
import dev.kheish.spi.Receipt;
import dev.kheish.spi.Route;

import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * A connector between open and close, with those who hold it counted. Safe for use by many threads.
 */
final class OpenConnector implements LiveConnector {
    private static final System.Logger LOG = System.getLogger(OpenConnector.class.getName());

    private final Definition definition;
    private final KindLease lease;
    private final ConnectorPolicy policy;
    private final long secretStamp;
    private final List<String> hidden;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition returned = lock.newCondition();
    private final AtomicBoolean drained = new AtomicBoolean();
    private final LongAdder turnedAway = new LongAdder();
    private volatile long lastTurnedAwayMs;
    private int holds;
    private boolean closing;
    private volatile boolean closed;
    private volatile boolean accepting = true;
    private volatile boolean started;
    private volatile Inside inside = Inside.NONE;

    /**
     * @param secretStamp how many writes of secrets it may know of
     * @param hidden what its settings hide, in all forms
     */
    OpenConnector(
            Definition definition,
            KindLease lease,
            ConnectorPolicy policy,
            long secretStamp,
            List<String> hidden) {
        this.definition = definition;
        this.lease = lease;
        this.policy = policy;
        this.secretStamp = secretStamp;
        this.hidden = hidden;
    }

    /** What the kind opened; routes are asked for once. */
    void opened(Connector connector, List<Route> routes, Tasks tasks, ConnectorLeases credentials) {
        this.inside = new Inside(connector, routes, tasks, credentials::close);
    }

    ConnectorKey key() {
        return definition.key();
    }

    /** What nothing that it says may show, beside secrets. */
    List<String> hidden() {
        return hidden;
    }

    /** Remembers when the host was too busy for its events. */
    void note(List<Receipt> receipts, Clock clock) {
        for (Receipt receipt : receipts) {
            if (receipt instanceof Receipt.Overloaded) {
                turnedAway.increment();
                lastTurnedAwayMs = clock.millis();
            }
        }
    }

    /** How many events the host was too busy for since it was opened. */
    long turnedAway() {
        return turnedAway.sum();
    }

    /** When that happened last. */
    long lastTurnedAwayMs() {
        return lastTurnedAwayMs;
    }

    /** Whether it was being opened already when a secret was written. */
    boolean isOlderThan(long secretWrite) {
        return secretStamp < secretWrite;
    }

    /** Whether it was opened from just this. */
    boolean isFrom(Definition wanted, KindLease kind) {
        return definition.incarnation() == wanted.incarnation()
                && definition.revision() == wanted.revision()
                && lease.generation() == kind.generation();
    }

    @Override
    public long incarnation() {
        return definition.incarnation();
    }

    @Override
    public String kind() {
        return key().kind();
    }

    @Override
    public String name() {
        return key().name();
    }

    @Override
    public Connector connector() {
        return inside.connector();
    }

    @Override
    public List<Route> routes() {
        return inside.routes();
    }

    @Override
    public ConnectorPolicy policy() {
        return policy;
    }

    @Override
    public Optional<Hold> hold() {
        lock.lock();
        try {
            if (closing) {
                return Optional.empty();
            }
            holds++;
        } finally {
            lock.unlock();
        }
        AtomicBoolean given = new AtomicBoolean();
        return Optional.of(
                () -> {
                    if (given.compareAndSet(false, true)) {
                        giveBack();
                    }
                });
    }

    boolean isAccepting() {
        return accepting;
    }

    void accept(boolean accepts) {
        accepting = accepts;
    }

    boolean isStarted() {
        return started;
    }

    void start() throws ConnectorException {
        connector().start();
        started = true;
    }

    /**
     * Lets it finish what is under way, its routes still answering; does nothing unless started.
     */
    void drain(Duration patience) {
        if (!started || !drained.compareAndSet(false, true)) {
            return;
        }
        Thread draining =
                Thread.ofVirtual().name("connector " + key() + " drain").start(this::drain);
        try {
            if (!draining.join(patience)) {
                LOG.log(
                        System.Logger.Level.WARNING,
                        "A connector takes too long to finish and is cut off: {0}",
                        key().toString());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            draining.interrupt();
        }
    }

    private void drain() {
        try {
            connector().drain();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt(); // its time was over
        } catch (RuntimeException e) {
            LOG.log(System.Logger.Level.WARNING, "Draining failed: " + key(), e);
        }
    }

    boolean isClosed() {
        return closed;
    }

    /** Stops its tasks, waits for those who hold it, closes it and gives the kind back. */
    void close(Duration patience) {
        lock.lock();
        try {
            if (closing) {
                return;
            }
            closing = true;
        } finally {
            lock.unlock();
        }
        accepting = false;
        Inside had = inside;
        if (!had.tasks().stop(patience)) {
            LOG.log(
                    System.Logger.Level.WARNING,
                    "A task of a connector did not end in time: {0}",
                    key().toString());
        }
        if (!awaitHolds(patience)) {
            LOG.log(
                    System.Logger.Level.WARNING,
                    "A connector is closed under calls that take too long: {0}",
                    key().toString());
        }
        try {
            had.connector().close();
        } catch (RuntimeException e) {
            LOG.log(System.Logger.Level.WARNING, "Closing failed: " + key(), e);
        } finally {
            closed = true;
            had.credentials().run();
            lease.close();
        }
    }

    private void giveBack() {
        lock.lock();
        try {
            holds--;
            returned.signalAll();
        } finally {
            lock.unlock();
        }
    }

    private boolean awaitHolds(Duration patience) {
        long nanos = patience.toNanos();
        lock.lock();
        try {
            while (holds > 0) {
                if (nanos <= 0) {
                    return false;
                }
                nanos = returned.awaitNanos(nanos);
            }
            return true;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        } finally {
            lock.unlock();
        }
    }

    private record Inside(
            Connector connector, List<Route> routes, Tasks tasks, Runnable credentials) {
        static final Inside NONE =
                new Inside(
                        new Connector() {},
                        List.of(),
                        new Tasks("none", System.getLogger("none"), Duration.ZERO),
                        () -> {});
    }
}
