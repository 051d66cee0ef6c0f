package dev.kheish.host.app;

import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;

/**
 * Work of a start that needs nothing of what goes on meanwhile, done on another core. For one
 * thread.
 */
final class Ahead<T> {
    private static final System.Logger LOG = System.getLogger(Ahead.class.getName());
    private static final long PATIENCE_SECONDS = 10;

    private final FutureTask<T> work;
    private boolean taken;

    private Ahead(FutureTask<T> work) {
        this.work = work;
    }

    /** Begins. */
    static <T> Ahead<T> begin(String name, Callable<T> work) {
        FutureTask<T> task = new FutureTask<>(work);
        Thread.ofPlatform().daemon().name(name).start(task);
        return new Ahead<>(task);
    }

    /**
     * Waits for what came of it, which is the caller's from then on. Throws what the work threw.
     */
    T take() throws Exception {
        try {
            T made = work.get();
            taken = true;
            return made;
        } catch (ExecutionException e) {
            if (e.getCause() instanceof Exception cause) {
                throw cause;
            }
            throw new StartException("The start failed in another thread", e);
        }
    }

    /** Ends what nobody took, because the start failed for another reason. */
    void discard(Consumer<T> end) throws InterruptedException {
        if (taken) {
            return;
        }
        try {
            end.accept(work.get(PATIENCE_SECONDS, TimeUnit.SECONDS));
        } catch (ExecutionException e) {
            LOG.log(System.Logger.Level.DEBUG, "What a failed start did beside failed too", e);
        } catch (TimeoutException e) {
            LOG.log(
                    System.Logger.Level.WARNING,
                    "Something that the start did beside does not end; it is left to itself");
        }
    }
}
