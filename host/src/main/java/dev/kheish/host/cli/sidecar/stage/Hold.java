package dev.kheish.host.cli.sidecar.stage;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Keeps requests of the sidecar waiting for their answer. Safe for use by many threads. */
public final class Hold implements AutoCloseable {
    /** Nothing of a check may hang for longer. */
    private static final long LONGEST_SECONDS = 30;

    private final CountDownLatch arrived = new CountDownLatch(1);
    private final CountDownLatch released = new CountDownLatch(1);
    private final Runnable forget;

    Hold(Runnable forget) {
        this.forget = forget;
    }

    /** Is a request waiting here? */
    public boolean taken(Duration patience) throws InterruptedException {
        return arrived.await(patience.toMillis(), TimeUnit.MILLISECONDS);
    }

    void pass() throws InterruptedException {
        arrived.countDown();
        if (!released.await(LONGEST_SECONDS, TimeUnit.SECONDS)) {
            close();
        }
    }

    /** Lets everything through, now and later. */
    @Override
    public void close() {
        forget.run();
        released.countDown();
    }
}
