package dev.kheish.host.store;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;

/**
 * The only thread that writes. It takes whatever has queued up while the last commit went to disk
 * and commits it as one, so that many callers share one flush.
 *
 * <p>A platform thread: it spends its life inside native calls, which would pin a carrier.
 */
final class Writer implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(Writer.class.getName());
    private static final int CAPACITY = 8192;
    private static final int BATCH = 512;

    private final BlockingQueue<Pending<?>> queue = new ArrayBlockingQueue<>(CAPACITY);
    private final List<Runnable> undoListeners = new ArrayList<>();
    private CommitListener commitListener = (_, _) -> {};
    private final Tx tx;
    private final Dialect dialect;
    private final Runnable onCommit;
    private final Thread thread;
    private volatile boolean closing;
    private volatile @Nullable Throwable broken;

    /**
     * Writes with one connection.
     *
     * @param onCommit told after each commit; must return at once
     */
    Writer(Tx tx, Dialect dialect, Runnable onCommit) {
        this.tx = tx;
        this.dialect = dialect;
        this.onCommit = onCommit;
        this.thread = Thread.ofPlatform().name("store-writer").unstarted(this::loop);
    }

    void start() {
        thread.start();
    }

    static int capacity() {
        return CAPACITY;
    }

    int depth() {
        return queue.size();
    }

    /** Runs on the writer thread whenever work was undone: caches of uncommitted rows must go. */
    void onUndo(Runnable listener) {
        undoListeners.add(listener);
    }

    /** Told of each commit that is on disk, on the writer thread. Register before the start. */
    void onCommit(CommitListener listener) {
        commitListener = listener;
    }

    /** Wants to know how commits go. */
    @FunctionalInterface
    interface CommitListener {
        void committed(int callers, long startedNanos);
    }

    /** Queues work; false if there is no room. */
    boolean offer(Pending<?> pending) {
        refuseWhenBroken();
        boolean queued = queue.offer(pending);
        if (queued && !thread.isAlive()) {
            drainAfterEnd(); // the writer may have ended between the check and the offer
        }
        return queued;
    }

    /** Queues work, waiting for room. */
    void put(Pending<?> pending) throws InterruptedException {
        refuseWhenBroken();
        queue.put(pending);
        if (!thread.isAlive()) {
            drainAfterEnd();
        }
    }

    private void refuseWhenBroken() {
        Throwable cause = broken;
        if (cause != null) {
            throw new StoreException("The store has stopped after a failed commit", cause);
        }
        if (closing) {
            throw new StoreException("The store is closed");
        }
    }

    private void loop() {
        List<Pending<?>> batch = new ArrayList<>(BATCH);
        while (true) {
            try {
                batch.add(queue.take());
            } catch (InterruptedException e) {
                if (closing && queue.isEmpty()) {
                    return;
                }
                continue;
            }
            queue.drainTo(batch, BATCH - 1);
            long startedNanos = System.nanoTime();
            try {
                commit(batch);
            } catch (RuntimeException | Error e) { // whatever it was: nobody may wait for ever
                stopFor(e, batch);
                return;
            }
            batch.forEach(Pending::finish);
            commitListener.committed(batch.size(), startedNanos);
            batch.clear();
            onCommit.run();
            if (closing && queue.isEmpty()) {
                return;
            }
        }
    }

    private void commit(List<Pending<?>> batch) {
        tx.execute(dialect.beginWrite());
        try {
            batch.forEach(pending -> pending.run(tx));
            tx.settle();
        } catch (RuntimeException e) {
            // Savepoints for all would tax every commit for a case that is a defect somewhere.
            undo(Tx.Progress.NONE);
            tx.execute("rollback");
            commitApart(batch);
            return;
        }
        tx.execute("commit");
        tx.committed();
    }

    /** Does the batch again with a savepoint each, so that only the work that fails is undone. */
    private void commitApart(List<Pending<?>> batch) {
        tx.execute(dialect.beginWrite());
        tx.reserveAgain();
        for (Pending<?> pending : batch) {
            Tx.Progress before = tx.progress();
            tx.execute("savepoint work");
            try {
                pending.run(tx);
                tx.settle();
            } catch (RuntimeException e) {
                pending.fail(e);
                undo(before);
                tx.execute("rollback to work");
                tx.reserveAgain();
            }
            tx.execute("release work");
        }
        tx.execute("commit");
        tx.committed();
    }

    private void undo(Tx.Progress since) {
        tx.undone(since);
        undoListeners.forEach(Runnable::run);
    }

    /**
     * A commit that failed leaves memory and disk possibly apart, so nothing more is taken: callers
     * get errors, nothing is acknowledged, and a restart finds what is on disk.
     */
    private void stopFor(Throwable cause, List<Pending<?>> batch) {
        LOG.log(System.Logger.Level.ERROR, "The store stops taking work: a commit failed", cause);
        broken = cause;
        batch.forEach(pending -> pending.fail(new StoreException("The commit failed", cause)));
        batch.forEach(Pending::finish);
        drainAfterEnd();
    }

    private void drainAfterEnd() {
        for (Pending<?> left = queue.poll(); left != null; left = queue.poll()) {
            left.fail(new StoreException("The store has stopped"));
            left.finish();
        }
    }

    boolean isHealthy() {
        return broken == null;
    }

    /** Commits what is queued, then ends. */
    @Override
    public void close() {
        closing = true;
        thread.interrupt();
        boolean interrupted = false;
        while (thread.isAlive()) {
            try {
                thread.join();
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        drainAfterEnd();
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
