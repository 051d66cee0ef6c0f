package dev.kheish.host.run;

import dev.kheish.host.store.Tx;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Callers that wait for a run. Each run that becomes ready wakes one of those that want it, the one
 * that waited longest. Safe for use by many threads; {@link #readied} is for the writer thread.
 */
final class Waiters {
    private final ReentrantLock lock = new ReentrantLock();
    private final Set<Waiter> waiting = new LinkedHashSet<>();
    // May hold runs whose work was undone: somebody then wakes for nothing.
    private final List<Ready> fresh = new ArrayList<>();
    private final Runnable signal = this::wakeForFresh;
    private boolean closed;

    /** Wakes somebody once the current commit is on disk. */
    void readied(Tx tx, Ready ready) {
        fresh.add(ready);
        tx.signal(signal);
    }

    /** Queues a caller; what becomes ready from now on may wake it. */
    Waiter enter(ClaimFilter filter) {
        Waiter waiter = new Waiter(filter);
        lock.lock();
        try {
            if (closed) {
                waiter.woken.countDown();
            } else {
                waiting.add(waiter);
            }
            return waiter;
        } finally {
            lock.unlock();
        }
    }

    /** The caller waits no more. What it was woken for and did not look at wakes another. */
    void leave(Waiter waiter) {
        lock.lock();
        try {
            waiting.remove(waiter);
            Ready unseen = waiter.handed;
            if (unseen != null) {
                waiter.handed = null;
                hand(unseen);
            }
        } finally {
            lock.unlock();
        }
    }

    /** Wakes somebody for a run that has been in the table for a while. */
    void wake(List<Ready> due) {
        lock.lock();
        try {
            due.forEach(this::hand);
        } finally {
            lock.unlock();
        }
    }

    /** Whether anybody waits. */
    boolean isAnybodyThere() {
        lock.lock();
        try {
            return !waiting.isEmpty();
        } finally {
            lock.unlock();
        }
    }

    /** Wakes everybody, and nobody waits again. */
    void close() {
        lock.lock();
        try {
            closed = true;
            waiting.forEach(waiter -> waiter.woken.countDown());
            waiting.clear();
        } finally {
            lock.unlock();
        }
    }

    private void wakeForFresh() {
        wake(fresh);
        fresh.clear();
    }

    private void hand(Ready ready) {
        for (Iterator<Waiter> each = waiting.iterator(); each.hasNext(); ) {
            Waiter waiter = each.next();
            if (waiter.filter.accepts(ready.connector(), ready.session())) {
                each.remove();
                waiter.handed = ready;
                waiter.woken.countDown();
                return;
            }
        }
    }

    /** One caller and one wait. */
    final class Waiter {
        private final ClaimFilter filter;
        private final CountDownLatch woken = new CountDownLatch(1);
        private @Nullable Ready handed;

        private Waiter(ClaimFilter filter) {
            this.filter = filter;
        }

        /** True if there is something to look for; the caller now looks. */
        boolean await(long nanos) throws InterruptedException {
            if (!woken.await(nanos, TimeUnit.NANOSECONDS)) {
                return false;
            }
            lock.lock();
            try {
                handed = null;
                return true;
            } finally {
                lock.unlock();
            }
        }
    }
}
