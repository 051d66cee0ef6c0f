package dev.kheish.host.plugin;

import java.lang.System.Logger.Level;

/** Looks again whenever its trigger says so, on a thread of its own, until closed. */
final class Rescanner implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(Rescanner.class.getName());

    private final Thread thread;

    private Rescanner(Thread thread) {
        this.thread = thread;
    }

    static Rescanner start(Trigger trigger, Runnable look) {
        return new Rescanner(
                Thread.ofVirtual().name("plugins-rescan").start(() -> loop(trigger, look)));
    }

    /** Returns once the look that was under way is over. */
    @Override
    public void close() {
        thread.interrupt();
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

    private static void loop(Trigger trigger, Runnable look) {
        while (true) {
            try {
                trigger.await();
            } catch (InterruptedException e) {
                return; // closed: nobody else has this thread
            }
            try {
                look.run();
            } catch (RuntimeException | Error e) { // a plugin may cause either
                LOG.log(
                        Level.ERROR,
                        "Plugins folders could not be looked at; the next look may help",
                        e);
            }
        }
    }

    /** Says when to look again. */
    @FunctionalInterface
    interface Trigger {
        /** Returns when it is time. */
        void await() throws InterruptedException;
    }
}
