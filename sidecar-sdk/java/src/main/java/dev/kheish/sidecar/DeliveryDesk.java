package dev.kheish.sidecar;

import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Calls the handler once for each delivery, however often it comes. Safe for use by many threads.
 *
 * <p>Outcomes that are final are remembered, {@value #REMEMBERED} of them, in memory.
 */
final class DeliveryDesk {
    static final int REMEMBERED = 10_000;

    private final DeliveryHandler handler;
    private final Semaphore places;
    private final System.Logger log;
    private final ReentrantLock lock = new ReentrantLock();
    private final Map<String, Visit> underWay = new HashMap<>();
    private final Map<String, Outcome> settled = new LinkedHashMap<>();
    private final Set<Thread> workers = new HashSet<>();
    private boolean closed;

    DeliveryDesk(DeliveryHandler handler, int concurrency, System.Logger log) {
        this.handler = handler;
        this.places = new Semaphore(concurrency);
        this.log = log;
    }

    /** The outcome of a delivery, from the handler, from memory, or from a visit under way. */
    Outcome take(Delivery delivery, Sidecar sidecar) throws InterruptedException {
        Visit visit;
        boolean mine = false;
        lock.lock();
        try {
            Outcome known = settled.get(delivery.id());
            if (known != null) {
                return known;
            }
            if (closed) {
                return draining();
            }
            Visit running = underWay.get(delivery.id());
            if (running == null) {
                running = new Visit();
                underWay.put(delivery.id(), running);
                mine = true;
            }
            visit = running;
        } finally {
            lock.unlock();
        }
        if (mine) {
            visit(visit, delivery, sidecar);
        }
        visit.over.await();
        return visit.outcome;
    }

    private void visit(Visit visit, Delivery delivery, Sidecar sidecar) {
        try {
            places.acquire();
            try {
                visit.outcome = isClosed() ? draining() : called(delivery, sidecar);
            } finally {
                places.release();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            visit.outcome = draining();
        } finally {
            settle(delivery.id(), visit);
        }
    }

    // Whatever a handler throws, an Error included, must be told to the host and not end a thread.
    @SuppressWarnings("CatchingUnchecked")
    private Outcome called(Delivery delivery, Sidecar sidecar) throws InterruptedException {
        join(true);
        try {
            Outcome outcome = handler.deliver(delivery, sidecar);
            if (outcome != null) {
                return outcome;
            }
            log.log(System.Logger.Level.ERROR, "The handler of deliveries gave no outcome.");
            return Outcome.retryable("no outcome");
        } catch (StoppingException | InterruptedException e) {
            return draining();
        } catch (Throwable failure) {
            log.log(
                    System.Logger.Level.ERROR,
                    "Delivery " + delivery.id() + " failed, the host will come again",
                    failure);
            return Outcome.retryable(Failures.name(failure));
        } finally {
            join(false);
        }
    }

    private void join(boolean in) {
        lock.lock();
        try {
            if (in) {
                workers.add(Thread.currentThread());
            } else {
                workers.remove(Thread.currentThread());
            }
        } finally {
            lock.unlock();
        }
    }

    private void settle(String id, Visit visit) {
        lock.lock();
        try {
            underWay.remove(id);
            if (!(visit.outcome instanceof Retryable)) {
                settled.put(id, visit.outcome);
                if (settled.size() > REMEMBERED) {
                    var oldest = settled.keySet().iterator();
                    oldest.next();
                    oldest.remove();
                }
            }
        } finally {
            lock.unlock();
        }
        visit.over.countDown();
    }

    private boolean isClosed() {
        lock.lock();
        try {
            return closed;
        } finally {
            lock.unlock();
        }
    }

    private static Outcome draining() {
        return Outcome.retryable("draining");
    }

    /** From now on no handler is called any more; those that run go on. */
    void close() {
        lock.lock();
        try {
            closed = true;
        } finally {
            lock.unlock();
        }
    }

    /** Interrupts the handlers that still run. */
    void interrupt() {
        lock.lock();
        try {
            workers.forEach(Thread::interrupt);
        } finally {
            lock.unlock();
        }
    }

    private static final class Visit {
        private final CountDownLatch over = new CountDownLatch(1);
        private volatile Outcome outcome = draining();
    }
}
