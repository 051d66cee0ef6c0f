package dev.kheish.host.delivery;

import dev.kheish.spi.DeliveryResult;
import dev.kheish.spi.Evidence;

import org.jspecify.annotations.Nullable;

import java.time.Duration;

/**
 * One attempt that is running: interrupted when its time is over, given up when it does not even
 * react to that. Run by one thread, watched by another.
 */
final class Attempt {
    private static final Duration REACTION = Duration.ofSeconds(5);

    private final Agenda.Start start;
    private @Nullable Thread caller;
    private @Nullable Call call;
    private @Nullable Cause cause;
    private boolean finished;

    Attempt(Agenda.Start start) {
        this.start = start;
    }

    Agenda.Start start() {
        return start;
    }

    /** The calling thread is now in the hands of a plugin. */
    synchronized void callBegins(Outgoing outgoing, long startedMs) {
        caller = Thread.currentThread();
        call = new Call(outgoing, startedMs, System.nanoTime());
    }

    /** It is back; interrupts that came too late are forgotten. */
    synchronized void callEnds() {
        caller = null;
        if (cause != null) {
            Thread.interrupted();
        }
    }

    /** Interrupts the call if it is over its time. */
    synchronized void watch() {
        if (caller != null
                && cause == null
                && call != null
                && call.nanos() > start.policy().timeout().toNanos()) {
            interrupt(caller, Cause.TIMEOUT);
        }
    }

    /** Interrupts the call because the host stops. */
    synchronized void stop() {
        if (caller != null && cause == null) {
            interrupt(caller, Cause.STOP);
        }
    }

    /**
     * If the call did not react to an interrupt, takes the attempt away from its thread.
     *
     * @return what to write about it; null as long as there is hope
     */
    synchronized Trip.@Nullable Tried giveUp() {
        if (finished || caller == null || call == null || cause != Cause.TIMEOUT) {
            return null;
        }
        if (call.nanos() < start.policy().timeout().plus(REACTION).toNanos()) {
            return null;
        }
        finished = true;
        return new Trip.Tried(
                call.outgoing, interruption(), call.startedMs, call.nanos() / 1_000_000);
    }

    /** The thread is done with it; false if the attempt was taken away meanwhile. */
    synchronized boolean finish() {
        boolean mine = !finished;
        finished = true;
        return mine;
    }

    synchronized boolean wasInterrupted() {
        return cause != null;
    }

    /** What an interrupt means for the delivery. */
    synchronized DeliveryResult interruption() {
        if (cause == Cause.TIMEOUT) {
            return DeliveryResult.retry(
                    "It took longer than " + start.policy().timeout().toMillis() + " ms.",
                    Evidence.transportFailure());
        }
        return DeliveryResult.retry(
                cause == Cause.STOP ? "The host stopped meanwhile." : "It was interrupted.",
                Evidence.none());
    }

    private void interrupt(Thread thread, Cause why) {
        cause = why;
        thread.interrupt();
    }

    private enum Cause {
        TIMEOUT,
        STOP
    }

    private record Call(Outgoing outgoing, long startedMs, long sinceNanos) {
        long nanos() {
            return System.nanoTime() - sinceNanos;
        }
    }
}
