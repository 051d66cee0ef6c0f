package dev.kheish.host.connector;

import dev.kheish.host.plugin.KindLease;
import dev.kheish.spi.Connector;
import dev.kheish.spi.ConnectorException;
import dev.kheish.spi.Route;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
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
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition returned = lock.newCondition();
    private int holds;
    private boolean closing;
    private volatile boolean closed;
    private volatile boolean accepting = true;
    private volatile boolean started;
    private volatile Inside inside = Inside.NONE;

    OpenConnector(Definition definition, KindLease lease, ConnectorPolicy policy) {
        this.definition = definition;
        this.lease = lease;
        this.policy = policy;
    }

    /** What the kind opened; routes are asked for once. */
    void opened(Connector connector, List<Route> routes, Tasks tasks) {
        this.inside = new Inside(connector, routes, tasks);
    }

    ConnectorKey key() {
        return definition.key();
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

    private record Inside(Connector connector, List<Route> routes, Tasks tasks) {
        static final Inside NONE =
                new Inside(
                        new Connector() {},
                        List.of(),
                        new Tasks("none", System.getLogger("none"), Duration.ZERO));
    }
}
