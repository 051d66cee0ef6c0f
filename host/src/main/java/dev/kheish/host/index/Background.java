package dev.kheish.host.index;

import dev.kheish.host.store.Store;
import dev.kheish.host.store.StoreException;

import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/**
 * Does one index's work on disk, in the order in which it was handed over. What fails is tried
 * again until it works: the rows stay in memory meanwhile. Safe for use by many threads.
 *
 * <p>A platform thread: sorting on a virtual one would keep requests waiting.
 */
final class Background {
    private static final System.Logger LOG = System.getLogger(Background.class.getName());
    private static final Duration PAUSE = Duration.ofSeconds(5);

    private final BlockingQueue<Task> tasks = new LinkedBlockingQueue<>();
    private final Thread thread;
    private final CountDownLatch closing = new CountDownLatch(1);

    Background(String name) {
        this.thread = Thread.ofPlatform().name(name).daemon().unstarted(this::loop);
    }

    /** What is to be done; doing it twice does no harm. */
    @FunctionalInterface
    interface Task {
        void run() throws InterruptedException;
    }

    void start() {
        thread.start();
    }

    void hand(Task task) {
        tasks.add(task);
    }

    /** Waits until what has been handed over so far is done. */
    void await() throws InterruptedException {
        CountDownLatch done = new CountDownLatch(1);
        hand(done::countDown);
        done.await();
    }

    /**
     * Lets an index hand over its last work between two commits, so that nothing which may be
     * undone is among it, then ends.
     *
     * @param handOver skipped when the store has stopped: the next start reads the rows
     */
    void close(Store store, Runnable handOver) {
        try {
            store.write(
                    tx -> {
                        tx.afterCommit(handOver);
                        return true;
                    });
        } catch (StoreException e) {
            LOG.log(System.Logger.Level.DEBUG, "There is nothing to write to any more", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        close();
    }

    /**
     * Ends after what has been handed over; what fails now is left to the next start, together with
     * all that was to follow it.
     */
    void close() {
        closing.countDown();
        hand(() -> {}); // so that it looks up
        join();
    }

    /** Ends in the middle of what it does. */
    void abandon() {
        closing.countDown();
        thread.interrupt();
        join();
    }

    private void join() {
        boolean interrupted = false;
        while (thread.isAlive()) {
            try {
                thread.join();
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private void loop() {
        try {
            boolean goesOn = true;
            while (goesOn && (closing.getCount() > 0 || !tasks.isEmpty())) {
                goesOn = isDone(tasks.take());
            }
        } catch (InterruptedException e) {
            return; // abandoned
        }
    }

    /** Tries until it works; false if it ends before. */
    private boolean isDone(Task task) throws InterruptedException {
        while (true) {
            try {
                task.run();
                return true;
            } catch (RuntimeException | Error e) { // without this thread memory would only fill
                LOG.log(System.Logger.Level.WARNING, thread.getName() + " failed to write", e);
                if (closing.await(PAUSE.toSeconds(), TimeUnit.SECONDS)) {
                    return false;
                }
            }
        }
    }
}
