package dev.kheish.host.egress;

import dev.kheish.spi.EgressException;

import java.net.InetAddress;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Keeps open connections by origin, and bounds how many exchanges run at once. Safe for use by many
 * threads.
 */
final class ConnectionPool implements AutoCloseable {
    private final EgressSettings settings;
    private final Clock clock;
    private final Semaphore permits;
    private final ReentrantLock lock = new ReentrantLock();
    private final Map<EgressOrigin, Place> places = new HashMap<>();
    private int idle;
    private boolean closed;

    ConnectionPool(EgressSettings settings, Clock clock) {
        this.settings = settings;
        this.clock = clock;
        this.permits = new Semaphore(settings.exchanges());
    }

    /** Waits for its turn, and holds it until the seat is closed. */
    Seat enter(EgressOrigin origin, Deadline deadline)
            throws EgressException, InterruptedException {
        Place place = join(origin);
        boolean local = false;
        boolean global = false;
        try {
            local = place.permits.tryAcquire(deadline.remainingNanos(), TimeUnit.NANOSECONDS);
            global = local && permits.tryAcquire(deadline.remainingNanos(), TimeUnit.NANOSECONDS);
            if (!global) {
                throw deadline.timeout();
            }
            return new Seat(origin, place);
        } finally {
            if (!global) {
                leave(origin, place, local);
            }
        }
    }

    int idle() {
        lock.lock();
        try {
            return idle;
        } finally {
            lock.unlock();
        }
    }

    /** Closes what was idle for too long. */
    void sweep() {
        closeIdle(clock.millis());
    }

    /** Closes what is idle; what is under way is closed when it is done. */
    @Override
    public void close() {
        lock.lock();
        try {
            closed = true;
        } finally {
            lock.unlock();
        }
        closeIdle(Long.MAX_VALUE);
    }

    private void closeIdle(long nowMs) {
        lock.lock();
        try {
            for (Place place : places.values()) {
                List<Kept> over =
                        place.idle.stream().filter(kept -> kept.untilMs <= nowMs).toList();
                place.idle.removeAll(over);
                over.forEach(this::discard);
            }
            places.values().removeIf(Place::isEmpty);
        } finally {
            lock.unlock();
        }
    }

    private Place join(EgressOrigin origin) {
        lock.lock();
        try {
            Place place =
                    places.computeIfAbsent(origin, _ -> new Place(settings.exchangesPerOrigin()));
            place.users++;
            return place;
        } finally {
            lock.unlock();
        }
    }

    private void leave(EgressOrigin origin, Place place, boolean permitted) {
        if (permitted) {
            place.permits.release();
        }
        lock.lock();
        try {
            place.users--;
            if (place.isEmpty()) {
                places.remove(origin, place);
            }
        } finally {
            lock.unlock();
        }
    }

    private Optional<PinnedConnection> take(Place place, Collection<InetAddress> addresses) {
        lock.lock();
        try {
            long nowMs = clock.millis();
            // Latest first: what is used least gets old and goes.
            for (Iterator<Kept> kept = place.idle.iterator(); kept.hasNext(); ) {
                Kept next = kept.next();
                boolean dead = next.untilMs <= nowMs || !next.connection.isQuiet();
                if (dead) {
                    kept.remove();
                    discard(next);
                } else if (addresses.contains(next.connection.address())) {
                    kept.remove();
                    idle--;
                    return Optional.of(next.connection);
                }
            }
            return Optional.empty();
        } finally {
            lock.unlock();
        }
    }

    private void keep(Place place, PinnedConnection connection, Duration peerKeepsFor) {
        Duration time =
                peerKeepsFor.compareTo(settings.idleFor()) < 0 ? peerKeepsFor : settings.idleFor();
        lock.lock();
        try {
            boolean room =
                    idle < settings.exchanges()
                            && place.idle.size() < settings.exchangesPerOrigin();
            if (closed || !room) {
                connection.close();
                return;
            }
            place.idle.addFirst(new Kept(connection, clock.millis() + time.toMillis()));
            idle++;
        } finally {
            lock.unlock();
        }
    }

    private void discard(Kept kept) {
        idle--;
        kept.connection.close();
    }

    /** The right to run one exchange. Used by one thread. */
    final class Seat implements AutoCloseable {
        private final EgressOrigin origin;
        private final Place place;

        private Seat(EgressOrigin origin, Place place) {
            this.origin = origin;
            this.place = place;
        }

        /** A kept connection to one of these addresses. */
        Optional<PinnedConnection> reuse(Collection<InetAddress> addresses) {
            return take(place, addresses);
        }

        void keep(PinnedConnection connection, Duration peerKeepsFor) {
            ConnectionPool.this.keep(place, connection, peerKeepsFor);
        }

        @Override
        public void close() {
            permits.release();
            leave(origin, place, true);
        }
    }

    private record Kept(PinnedConnection connection, long untilMs) {}

    /** What belongs to one origin; forgotten when nobody uses it and nothing is kept. */
    private static final class Place {
        private final Semaphore permits;
        private final Deque<Kept> idle = new ArrayDeque<>();
        private int users;

        Place(int exchanges) {
            this.permits = new Semaphore(exchanges);
        }

        boolean isEmpty() {
            return users == 0 && idle.isEmpty();
        }
    }
}
