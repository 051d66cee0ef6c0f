package dev.kheish.sample.irc;

import java.time.Duration;
import java.util.concurrent.locks.ReentrantLock;

/**
 * A bucket of tokens, one for each line that may be sent: servers throw out who talks too fast.
 * Safe for use by many threads, which are served in order.
 */
final class FloodControl {
    private final int burst;
    private final long nanosPerLine;
    private final Pace pace;
    private final ReentrantLock lock = new ReentrantLock(true);
    private double tokens;
    private long countedAt;

    FloodControl(int burst, Duration lineEvery, Pace pace) {
        this.burst = burst;
        this.nanosPerLine = lineEvery.toNanos();
        this.pace = pace;
        this.tokens = burst;
        this.countedAt = pace.nanos();
    }

    /** Waits until one more line may be sent. */
    void take() throws InterruptedException {
        lock.lockInterruptibly();
        try {
            refill();
            if (tokens < 1) {
                pace.sleep(Duration.ofNanos((long) Math.ceil((1 - tokens) * nanosPerLine)));
                refill();
            }
            tokens = Math.max(0, tokens - 1);
        } finally {
            lock.unlock();
        }
    }

    private void refill() {
        long now = pace.nanos();
        tokens =
                nanosPerLine == 0
                        ? burst
                        : Math.min(burst, tokens + (double) (now - countedAt) / nanosPerLine);
        countedAt = now;
    }
}
