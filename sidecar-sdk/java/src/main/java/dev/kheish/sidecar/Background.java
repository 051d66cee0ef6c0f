package dev.kheish.sidecar;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The author's tasks, each in its own virtual thread; a failed one starts again. */
final class Background {
    private static final long FIRST_MILLIS = 1_000;
    private static final long MOST_MILLIS = 60_000;
    private static final long LONG_LIFE_NANOS = Duration.ofMinutes(5).toNanos();

    private final Sidecar sidecar;
    private final Health health;
    private final StopSignal stop;
    private final List<Thread> threads = new ArrayList<>();

    Background(Sidecar sidecar, Health health, StopSignal stop) {
        this.sidecar = sidecar;
        this.health = health;
        this.stop = stop;
    }

    synchronized void start(Map<String, BackgroundTask> tasks) {
        if (stop.isGiven()) {
            return;
        }
        for (Map.Entry<String, BackgroundTask> task : tasks.entrySet()) {
            String name = task.getKey();
            threads.add(
                    Thread.ofVirtual()
                            .name("sidecar-" + name)
                            .start(() -> work(name, task.getValue())));
        }
    }

    private void work(String name, BackgroundTask task) {
        long wait = FIRST_MILLIS;
        try {
            while (!stop.isGiven()) {
                long begun = System.nanoTime();
                if (once(name, task)) {
                    return;
                }
                wait = System.nanoTime() - begun > LONG_LIFE_NANOS ? FIRST_MILLIS : wait;
                stop.sleep((long) (wait * (0.5 + stop.random() / 2)));
                wait = Math.min(MOST_MILLIS, wait * 2);
            }
        } catch (InterruptedException | StoppingException e) {
            // Told to stop: the thread's work is done.
            Thread.currentThread().interrupt();
        }
    }

    /** Runs it once; true if it came to its own end. */
    // An Error must be seen and mended by a new start like anything else.
    @SuppressWarnings("CatchingUnchecked")
    private boolean once(String name, BackgroundTask task) throws InterruptedException {
        try {
            task.run(sidecar);
            return true;
        } catch (InterruptedException | StoppingException e) {
            throw e;
        } catch (Throwable failure) {
            if (stop.isGiven()) {
                return true;
            }
            health.degraded("Task '" + name + "' failed: " + Failures.name(failure));
            sidecar.logger()
                    .log(
                            System.Logger.Level.ERROR,
                            "Background task '" + name + "' failed and starts again",
                            failure);
            return false;
        }
    }

    synchronized void interrupt() {
        threads.forEach(Thread::interrupt);
    }

    /** Waits for all of them; false if that takes longer than {@code patience}. */
    boolean join(Duration patience) throws InterruptedException {
        List<Thread> all;
        synchronized (this) {
            all = List.copyOf(threads);
        }
        long end = System.nanoTime() + patience.toNanos();
        for (Thread thread : all) {
            long left = end - System.nanoTime();
            if (!thread.join(Duration.ofNanos(Math.max(0, left)))) {
                return false;
            }
        }
        return true;
    }
}
