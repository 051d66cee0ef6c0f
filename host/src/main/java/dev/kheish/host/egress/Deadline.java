package dev.kheish.host.egress;

import dev.kheish.spi.EgressException;
import dev.kheish.spi.EgressException.Reason;

import org.jspecify.annotations.Nullable;

import java.net.Socket;
import java.time.Duration;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;

/**
 * The end of one exchange, whatever it is busy with: at that moment the guarded socket is closed,
 * which wakes whoever connects, shakes hands, writes or reads. Used by one thread, and by the one
 * that rings.
 */
final class Deadline implements AutoCloseable {
    private static final Duration LONGEST = Duration.ofDays(1);

    private final EgressOrigin origin;
    private final long endNanos;
    private @Nullable ScheduledFuture<?> alarm;
    private @Nullable Socket guarded;
    private boolean expired;

    private Deadline(EgressOrigin origin, long endNanos) {
        this.origin = origin;
        this.endNanos = endNanos;
    }

    static Deadline after(Duration timeout, EgressOrigin origin, ScheduledExecutorService timer) {
        long nanos =
                timeout.compareTo(LONGEST) > 0 ? LONGEST.toNanos() : Math.max(timeout.toNanos(), 0);
        var deadline = new Deadline(origin, System.nanoTime() + nanos);
        synchronized (deadline) {
            deadline.alarm = timer.schedule(deadline::ring, nanos, TimeUnit.NANOSECONDS);
        }
        return deadline;
    }

    /** Nanoseconds left, at least one. */
    long remainingNanos() throws EgressException {
        long left = endNanos - System.nanoTime();
        if (left <= 0) {
            throw timeout();
        }
        return left;
    }

    /** From now on this socket is what gets closed. */
    synchronized void guard(Socket socket) throws EgressException {
        if (expired) {
            throw timeout();
        }
        guarded = socket;
    }

    /** Lets go of the socket. False if it is too late and the socket is closed already. */
    synchronized boolean release() {
        guarded = null;
        return !expired;
    }

    synchronized boolean expired() {
        return expired;
    }

    EgressException timeout() {
        return new EgressException(Reason.TIMEOUT, "No whole answer from " + origin + " in time");
    }

    @Override
    public synchronized void close() {
        guarded = null;
        if (alarm != null) {
            alarm.cancel(false);
        }
    }

    private synchronized void ring() {
        expired = true;
        if (guarded != null) {
            Sockets.drop(guarded);
        }
    }
}
