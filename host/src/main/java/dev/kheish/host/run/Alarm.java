package dev.kheish.host.run;

import org.jspecify.annotations.Nullable;

import java.time.Clock;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Does a task at the next point in time that somebody named, and at the one that the task names
 * itself. Safe for use by many threads; the task runs on one of its own.
 */
final class Alarm implements AutoCloseable {
    /** No next time. */
    static final long NEVER = Long.MAX_VALUE;

    private static final System.Logger LOG = System.getLogger(Alarm.class.getName());
    // The wall clock may be set while we wait.
    private static final long LONGEST_WAIT_MS = 10_000;
    private static final long AFTER_FAILURE_MS = 5_000;

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition sooner = lock.newCondition();
    private final Clock clock;
    private final String name;
    private final Task task;
    private long nextMs = NEVER;
    private boolean closed;
    private @Nullable Thread thread;

    Alarm(String name, Clock clock, Task task) {
        this.name = name;
        this.clock = clock;
        this.task = task;
    }

    /** What is due. */
    @FunctionalInterface
    interface Task {
        /** Does it and says when to come again, or {@link #NEVER}. */
        long ring() throws InterruptedException;
    }

    /** Rings once at the start, then when it is due. */
    void start() {
        at(0);
        lock.lock();
        try {
            if (!closed && thread == null) {
                thread = Thread.ofVirtual().name(name).start(this::loop);
            }
        } finally {
            lock.unlock();
        }
    }

    /** Rings at this time or before. */
    void at(long ms) {
        lock.lock();
        try {
            if (ms < nextMs) {
                nextMs = ms;
                sooner.signal();
            }
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void close() {
        Thread running;
        lock.lock();
        try {
            closed = true;
            running = thread;
            sooner.signal();
        } finally {
            lock.unlock();
        }
        if (running != null) {
            join(running);
        }
    }

    private static void join(Thread running) {
        try {
            running.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void loop() {
        try {
            while (awaitDue()) {
                at(ring());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private long ring() throws InterruptedException {
        try {
            return task.ring();
        } catch (RuntimeException e) {
            LOG.log(System.Logger.Level.ERROR, name + ": failed, will be tried again", e);
            return clock.millis() + AFTER_FAILURE_MS;
        }
    }

    /** False when closed. */
    private boolean awaitDue() throws InterruptedException {
        lock.lock();
        try {
            while (!closed) {
                long left = nextMs - clock.millis();
                if (left <= 0) {
                    nextMs = NEVER;
                    return true;
                }
                sooner.await(Math.min(left, LONGEST_WAIT_MS), TimeUnit.MILLISECONDS);
            }
            return false;
        } finally {
            lock.unlock();
        }
    }
}
