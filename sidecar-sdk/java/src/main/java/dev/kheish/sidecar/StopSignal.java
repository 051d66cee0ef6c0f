package dev.kheish.sidecar;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;

/** Says once that the sidecar is stopping; who waits wakes. Safe for use by many threads. */
final class StopSignal implements Timing {
    private final CountDownLatch given = new CountDownLatch(1);

    void give() {
        given.countDown();
    }

    boolean isGiven() {
        return given.getCount() == 0;
    }

    void await() throws InterruptedException {
        given.await();
    }

    @Override
    public long nowMillis() {
        return System.currentTimeMillis();
    }

    @Override
    public long nanos() {
        return System.nanoTime();
    }

    @Override
    public double random() {
        return ThreadLocalRandom.current().nextDouble();
    }

    @Override
    public boolean sleep(long millis) throws InterruptedException {
        return !given.await(millis, TimeUnit.MILLISECONDS);
    }
}
