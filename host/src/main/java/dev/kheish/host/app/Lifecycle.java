package dev.kheish.host.app;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * Starts parts in order and stops what started in the opposite order, whatever fails. For one
 * thread.
 */
final class Lifecycle implements AutoCloseable {
    private static final Logger LOG = System.getLogger(Lifecycle.class.getName());

    private final Deque<Owed> owed = new ArrayDeque<>();

    private record Owed(String name, Step stop) {}

    /** Something that may fail. */
    @FunctionalInterface
    interface Step {
        void run() throws Exception;
    }

    /** Runs {@code start}; from then on {@code stop} is owed. */
    void start(String name, Step start, Step stop) throws Exception {
        start.run();
        owes(name, stop);
    }

    /** From now on {@code stop} is owed for something that is running already. */
    void owes(String name, Step stop) {
        owed.push(new Owed(name, stop));
    }

    /** Stops everything; one failing stop does not keep the others from stopping. */
    @Override
    public void close() {
        boolean interrupted = false;
        while (!owed.isEmpty()) {
            Owed part = owed.pop();
            try {
                part.stop().run();
            } catch (InterruptedException e) {
                interrupted = true;
            } catch (Exception e) {
                LOG.log(Level.ERROR, "Failed to stop " + part.name(), e);
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
