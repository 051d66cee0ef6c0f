package dev.kheish.host.retention;

import dev.kheish.host.store.Store;

import java.util.OptionalLong;
import java.util.function.BooleanSupplier;

/** One slice being pruned, step by step. For one thread. */
final class Pruning {
    private static final System.Logger LOG = System.getLogger(Pruning.class.getName());

    private final Store store;
    private final Slice slice;
    private final Walk walk;
    private final RetentionMetrics metrics;
    private final BooleanSupplier closed;
    private final Pace pace = new Pace();

    Pruning(Store store, Slice slice, RetentionMetrics metrics, BooleanSupplier closed) {
        this.store = store;
        this.slice = slice;
        this.walk = new Walk(slice);
        this.metrics = metrics;
        this.closed = closed;
    }

    /** Goes on where it was, until rows are too young or {@code wanted} says that it is enough. */
    void forward(long cutMs, BooleanSupplier wanted) throws InterruptedException {
        boolean more = true;
        while (more && wanted.getAsBoolean() && !closed.getAsBoolean()) {
            int rows = pace.rows();
            Walk.Step step = step(cutMs, rows);
            more = step.looked() == rows;
            if (step.pruned() > 0) {
                slice.afterwards(store);
            }
            if (more) {
                pace.rest(step.nanos(), store::queueDepth);
            }
        }
    }

    private Walk.Step step(long cutMs, int rows) throws InterruptedException {
        try {
            Walk.Step step = store.write(tx -> walk.forward(tx, cutMs, rows));
            pace.took(step.nanos(), step.looked());
            metrics.step(slice, step);
            return step;
        } catch (RuntimeException e) {
            if (!store.isHealthy()) {
                throw e; // no row is to blame
            }
            pace.failed();
            if (rows == 1) {
                LOG.log(
                        System.Logger.Level.WARNING,
                        "A row cannot be pruned and is passed over: " + slice.name(),
                        e);
                store.write(
                        tx -> {
                            walk.skip(tx);
                            return true;
                        });
            }
            return new Walk.Step(rows, 0, 0);
        }
    }

    /** Looks again at all rows that stayed. */
    void again(long cutMs) throws InterruptedException {
        OptionalLong after = OptionalLong.of(0);
        while (after.isPresent() && !closed.getAsBoolean()) {
            after = again(after.getAsLong(), cutMs, pace.rows());
        }
    }

    /** Says after which row to go on; empty at the end. */
    private OptionalLong again(long after, long cutMs, int rows) throws InterruptedException {
        try {
            Walk.Again looked = store.write(tx -> walk.again(tx, after, cutMs, rows));
            pace.took(looked.nanos(), looked.rows().size());
            if (looked.rows().isEmpty()) {
                return OptionalLong.empty();
            }
            slice.afterwards(store);
            pace.rest(looked.nanos(), store::queueDepth);
            return OptionalLong.of(looked.rows().getLast());
        } catch (RuntimeException e) {
            if (!store.isHealthy()) {
                throw e;
            }
            pace.failed();
            return rows > 1
                    ? OptionalLong.of(after)
                    : store.read(reader -> walk.nextLeft(reader, after));
        }
    }
}
