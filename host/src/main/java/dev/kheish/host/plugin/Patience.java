package dev.kheish.host.plugin;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;

/**
 * For calls into a plugin that should return at once: whoever waits stops waiting when the time is
 * over, whatever the plugin does. Safe for use by many threads.
 */
record Patience(Duration limit) {
    /** More than any plugin needs that does what it should. */
    static final Patience USUAL = new Patience(Duration.ofSeconds(10));

    /** For what may take a while. */
    Patience longer() {
        return new Patience(limit.multipliedBy(3));
    }

    /**
     * The result of {@code body}, or what it threw.
     *
     * @param tooLate gets a result that came when nobody waited any more
     * @throws Over when the time is over; the thread was interrupted, and may go on nevertheless
     */
    <T> T call(String name, Callable<T> body, Consumer<T> tooLate) throws Throwable {
        AtomicBoolean taken = new AtomicBoolean(); // by whoever waits, or by tooLate
        FutureTask<T> task =
                new FutureTask<>(
                        () -> {
                            T result = body.call();
                            if (!taken.compareAndSet(false, true)) {
                                tooLate.accept(result);
                            }
                            return result;
                        });
        Thread thread = started(name, task);
        try {
            return get(task, limit.toNanos());
        } catch (TimeoutException e) {
            return unlessJustDone(task, thread, taken, "did not return within " + seconds());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return unlessJustDone(task, thread, taken, "had not returned when the host gave up");
        }
    }

    // A platform thread, as a plugin that spins would take a carrier from everybody; and a fresh
    // one, as it may leave thread locals behind, which would keep its classes in memory.
    private static Thread started(String name, Runnable task) {
        return Thread.ofPlatform()
                .daemon()
                .name(name)
                .inheritInheritableThreadLocals(false)
                .start(task);
    }

    private static <T> T get(FutureTask<T> task, long nanos) throws Throwable {
        try {
            return task.get(nanos, TimeUnit.NANOSECONDS);
        } catch (ExecutionException e) {
            Throwable cause = e.getCause();
            throw cause == null ? e : cause;
        }
    }

    private static <T> T unlessJustDone(
            FutureTask<T> task, Thread thread, AtomicBoolean taken, String what) throws Throwable {
        if (!taken.compareAndSet(false, true)) {
            return justDone(task); // it is this caller's to use and to close
        }
        String where = lineOfPlugin(thread.getStackTrace());
        thread.interrupt();
        throw new Over("it " + what + (where == null ? "" : "; it is at " + where));
    }

    private static <T> T justDone(FutureTask<T> task) throws Throwable {
        boolean interrupted = Thread.interrupted();
        try {
            return get(task, Long.MAX_VALUE);
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private String seconds() {
        return "%.3f s".formatted(limit.toMillis() / 1000.0).replace(".000", "");
    }

    private static @Nullable String lineOfPlugin(StackTraceElement[] frames) {
        for (StackTraceElement frame : frames) {
            if (PluginClassLoader.isNameOfOne(frame.getClassLoaderName())) {
                return "%s.%s(%s:%d)"
                        .formatted(
                                frame.getClassName(),
                                frame.getMethodName(),
                                frame.getFileName(),
                                frame.getLineNumber());
            }
        }
        return null;
    }

    /** Nobody waits any more; the message says where the plugin is. */
    static final class Over extends Exception {
        private static final long serialVersionUID = 1L;

        Over(String message) {
            super(message, null, false, false);
        }
    }
}
