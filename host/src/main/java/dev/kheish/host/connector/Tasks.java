package dev.kheish.host.connector;

import dev.kheish.spi.ConnectorContext.Task;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** What runs beside one connector, until it closes. Safe for use by many threads. */
final class Tasks {
    private static final Duration LONGEST_PAUSE = Duration.ofMinutes(1);

    private final String connector;
    private final System.Logger log;
    private final Duration firstPause;
    private final List<Thread> threads = new ArrayList<>();
    private boolean stopped;

    Tasks(String connector, System.Logger log, Duration firstPause) {
        this.connector = connector;
        this.log = log;
        this.firstPause = firstPause;
    }

    synchronized void spawn(String name, Task task) {
        if (stopped) {
            throw new IllegalStateException("The connector is closed");
        }
        threads.removeIf(thread -> !thread.isAlive());
        threads.add(
                Thread.ofVirtual()
                        .name("connector " + connector + " " + name)
                        .start(() -> run(name, task)));
    }

    /** Interrupts all of them and waits; false if some did not end in time. */
    boolean stop(Duration patience) {
        List<Thread> running;
        synchronized (this) {
            stopped = true;
            running = List.copyOf(threads);
        }
        running.forEach(Thread::interrupt);
        long deadline = System.nanoTime() + patience.toNanos();
        boolean ended = true;
        for (Thread thread : running) {
            ended &= thread == Thread.currentThread() || join(thread, deadline);
        }
        return ended;
    }

    private static boolean join(Thread thread, long deadline) {
        try {
            return thread.join(Duration.ofNanos(Math.max(1, deadline - System.nanoTime())));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private void run(String name, Task task) {
        Duration pause = firstPause;
        while (true) {
            Throwable failure = attempt(task);
            if (failure == null || isStopped()) {
                return;
            }
            log.log(
                    System.Logger.Level.WARNING,
                    "The task " + name + " failed and starts again in " + pause.toMillis() + " ms",
                    failure);
            try {
                Thread.sleep(pause);
            } catch (InterruptedException e) {
                return; // only stop() knows this thread
            }
            pause = pause.multipliedBy(2);
            pause = pause.compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : pause;
        }
    }

    private static @Nullable Throwable attempt(Task task) {
        try {
            task.run();
            return null;
        } catch (Throwable e) {
            return e;
        }
    }

    private synchronized boolean isStopped() {
        return stopped;
    }
}
