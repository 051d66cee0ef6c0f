package dev.kheish.host.connector;

import org.jspecify.annotations.Nullable;

import java.time.Duration;

/** Does what is due from time to time, on a thread of its own, and goes on whatever happens. */
final class Housekeeping implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(Housekeeping.class.getName());
    private static final int THOROUGH = 15;

    private final Duration every;
    private final Round round;
    private @Nullable Thread thread;

    /**
     * @param every zero for never
     */
    Housekeeping(Duration every, Round round) {
        this.every = every;
        this.round = round;
    }

    void start() {
        if (every.isPositive()) {
            thread = Thread.ofVirtual().name("connector-housekeeping").start(this::run);
        }
    }

    private void run() {
        try {
            for (int count = 1; ; count++) {
                Thread.sleep(every);
                go(count % THOROUGH == 0);
            }
        } catch (InterruptedException e) {
            LOG.log(System.Logger.Level.DEBUG, "No more housekeeping of connectors");
        }
    }

    private void go(boolean thorough) throws InterruptedException {
        try {
            round.go(thorough);
        } catch (RuntimeException e) {
            LOG.log(System.Logger.Level.WARNING, "A round of housekeeping of connectors failed", e);
        }
    }

    @Override
    public void close() {
        Thread running = thread;
        if (running == null) {
            return;
        }
        running.interrupt();
        try {
            running.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** One round; every now and then a thorough one. */
    @FunctionalInterface
    interface Round {
        void go(boolean thorough) throws InterruptedException;
    }
}
