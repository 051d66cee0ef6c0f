package dev.kheish.plugin.external.child;

import java.time.Duration;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * What others want from the supervising thread, and the bell that wakes it: whoever changes
 * something that it looks at rings. Safe for use by many threads.
 */
final class Orders {
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private boolean rung;
    private int working;
    private volatile boolean stopped;
    private volatile boolean hurried;

    /** Something may have changed. */
    void ring() {
        lock.lock();
        try {
            rung = true;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Nothing is started any more, and what runs is asked to leave. */
    void stop() {
        stopped = true;
        ring();
    }

    /** Like {@link #stop}, without patience. */
    void hurry() {
        hurried = true;
        stop();
    }

    boolean isStopped() {
        return stopped;
    }

    boolean isHurried() {
        return hurried;
    }

    /** Waits for the bell, but not longer than this. */
    void await(Duration atMost) throws InterruptedException {
        long nanos = atMost.toNanos();
        lock.lockInterruptibly();
        try {
            while (!rung && nanos > 0) {
                nanos = changed.awaitNanos(nanos);
            }
            rung = false;
        } finally {
            lock.unlock();
        }
    }

    /** The supervising thread is at work. */
    void entered() {
        lock.lock();
        try {
            working++;
        } finally {
            lock.unlock();
        }
    }

    /** It has left nothing running. */
    void left() {
        lock.lock();
        try {
            working--;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Waits until it has left; false if it did not in time. */
    boolean awaitLeft(Duration patience) throws InterruptedException {
        long nanos = patience.toNanos();
        lock.lockInterruptibly();
        try {
            while (working > 0) {
                if (nanos <= 0) {
                    return false;
                }
                nanos = changed.awaitNanos(nanos);
            }
            return true;
        } finally {
            lock.unlock();
        }
    }
}
