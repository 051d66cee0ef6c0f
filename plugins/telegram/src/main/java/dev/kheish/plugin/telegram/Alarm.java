package dev.kheish.plugin.telegram;

import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/** A wait that others can cut short. Safe for use by many threads; one of them waits. */
final class Alarm implements Rest {
    private final Semaphore rung = new Semaphore(0);

    @Override
    public void rest(Duration length) throws InterruptedException {
        if (rung.tryAcquire(length.toMillis(), TimeUnit.MILLISECONDS)) {
            rung.drainPermits();
        }
    }

    /** Ends the wait, or the next one if nobody waits just now. */
    void ring() {
        rung.release();
    }
}
