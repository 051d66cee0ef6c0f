package dev.kheish.host.store;

import org.jspecify.annotations.Nullable;

import java.util.concurrent.locks.LockSupport;

/** Work on its way through the writer, and the thread that waits for it. */
final class Pending<T> {
    private final Work<T> work;
    private final Thread waiter = Thread.currentThread();
    private @Nullable T result;
    private @Nullable RuntimeException failure;
    private volatile boolean done;

    Pending(Work<T> work) {
        this.work = work;
    }

    /** For the writer: does the work, keeping what came of it. */
    void run(Tx tx) {
        result = work.run(tx);
    }

    /** For the writer: the work failed by itself. */
    void fail(RuntimeException e) {
        failure = e;
    }

    /** For the writer: lets the waiter go. */
    void finish() {
        done = true;
        LockSupport.unpark(waiter);
    }

    /**
     * Waits for the commit. An interrupt does not end the wait, which is short: whether the work
     * was committed must not stay unknown. The flag is set again for the caller to see.
     */
    @SuppressWarnings("NullAway") // the result of work may well be null; then T says so
    T await() {
        boolean interrupted = false;
        while (!done) {
            LockSupport.park(this);
            interrupted |= Thread.interrupted();
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
        if (failure != null) {
            throw failure;
        }
        return result;
    }
}
