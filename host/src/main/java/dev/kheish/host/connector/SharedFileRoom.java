package dev.kheish.host.connector;

import dev.kheish.spi.FileRoom;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/** Lends room first come, first served. Safe for use by many threads. */
final class SharedFileRoom implements FileRoom {
    /** A semaphore counts in ints; nobody misses a kilobyte. */
    private static final int UNIT = 1024;

    private final int units;
    private final Semaphore free;

    SharedFileRoom(int bytes) {
        this.units = bytes / UNIT;
        this.free = new Semaphore(units, true);
    }

    @Override
    public Place enter(long bytes) throws InterruptedException {
        int wanted = units(bytes);
        free.acquire(wanted);
        return place(wanted);
    }

    @Override
    public Optional<Place> enter(long bytes, Duration patience) throws InterruptedException {
        int wanted = units(bytes);
        return free.tryAcquire(wanted, patience.toMillis(), TimeUnit.MILLISECONDS)
                ? Optional.of(place(wanted))
                : Optional.empty();
    }

    private int units(long bytes) {
        return Math.clamp(Math.ceilDiv(bytes, UNIT), 1, units);
    }

    /** Closed twice, it would lend what it does not have. */
    private Place place(int held) {
        var closed = new AtomicBoolean();
        return () -> {
            if (!closed.getAndSet(true)) {
                free.release(held);
            }
        };
    }
}
