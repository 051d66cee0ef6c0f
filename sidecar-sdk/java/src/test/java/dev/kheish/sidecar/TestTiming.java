package dev.kheish.sidecar;

import java.util.ArrayList;
import java.util.List;

/** A clock that only moves when somebody sleeps, and dice that always fall the same way. */
final class TestTiming implements Timing {
    private final List<Long> sleeps = new ArrayList<>();
    private final double random;
    private long millis = 1_730_000_000_000L;
    private boolean stopping;

    TestTiming() {
        this(0.999_999);
    }

    TestTiming(double random) {
        this.random = random;
    }

    /** Every sleep so far, in milliseconds. */
    synchronized List<Long> sleeps() {
        return List.copyOf(sleeps);
    }

    synchronized void stop() {
        stopping = true;
    }

    synchronized void pass(long more) {
        millis += more;
    }

    @Override
    public synchronized long nowMillis() {
        return millis;
    }

    @Override
    public synchronized long nanos() {
        return millis * 1_000_000;
    }

    @Override
    public double random() {
        return random;
    }

    @Override
    public synchronized boolean sleep(long span) {
        if (stopping) {
            return false;
        }
        sleeps.add(span);
        millis += span;
        return true;
    }
}
