package dev.kheish.host.api;

import dev.kheish.host.stream.EventLog;

import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/**
 * Who follows the stream just now. An append wakes all of them without waiting for any. Safe for
 * use by many threads.
 */
final class Subscriptions implements AutoCloseable {
    private static final int MOST = 512;

    private final AutoCloseable registration;
    private final Set<Subscription> open = ConcurrentHashMap.newKeySet();
    private final Semaphore places = new Semaphore(MOST);
    private volatile boolean closed;

    Subscriptions(EventLog events) {
        this.registration = events.onAppend(() -> open.forEach(Subscription::wake));
    }

    /** One more follower; empty if there are too many, or the end has come. */
    Optional<Subscription> open() {
        if (closed || !places.tryAcquire()) {
            return Optional.empty();
        }
        Subscription subscription = new Subscription();
        open.add(subscription);
        return Optional.of(subscription);
    }

    /** Ends all of them. */
    @Override
    public void close() {
        closed = true;
        try {
            registration.close();
        } catch (Exception e) {
            throw new IllegalStateException("Failed to leave the event log", e);
        }
        open.forEach(Subscription::wake);
    }

    /** One follower. For one thread, but for being woken. */
    final class Subscription implements AutoCloseable {
        private final Semaphore signal = new Semaphore(0);

        boolean isOver() {
            return closed;
        }

        /** Call before reading: what is appended from now on will end the next wait. */
        void ready() {
            signal.drainPermits();
        }

        /** Waits until something was appended since {@link #ready}; false if nothing was. */
        boolean await(Duration atMost) throws InterruptedException {
            return signal.tryAcquire(Math.max(1, atMost.toMillis()), TimeUnit.MILLISECONDS);
        }

        private void wake() {
            if (signal.availablePermits() == 0) {
                signal.release();
            }
        }

        @Override
        public void close() {
            if (open.remove(this)) {
                places.release();
            }
        }
    }
}
