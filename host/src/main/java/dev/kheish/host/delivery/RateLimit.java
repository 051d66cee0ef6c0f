package dev.kheish.host.delivery;

/** So many attempts a second, a tenth of a second's worth at once. Guarded by its owner's lock. */
final class RateLimit {
    private final int perSecond;
    private final double capacity;
    private double tokens;
    private long filledAtMs;

    /** {@code perSecond} 0 is no limit. */
    RateLimit(int perSecond, long nowMs) {
        this.perSecond = perSecond;
        this.capacity = Math.max(1, perSecond / 10.0);
        this.tokens = capacity;
        this.filledAtMs = nowMs;
    }

    int perSecond() {
        return perSecond;
    }

    /** How many may go now. */
    int room(long nowMs) {
        if (perSecond == 0) {
            return Integer.MAX_VALUE;
        }
        fill(nowMs);
        return (int) tokens;
    }

    void take(int count) {
        tokens -= count;
    }

    /** Some that were taken did not go after all. */
    void putBack(int count) {
        tokens = Math.min(capacity, tokens + count);
    }

    /** When the next one may go; 0 if it may now. */
    long nextAtMs(long nowMs) {
        if (perSecond == 0 || room(nowMs) >= 1) {
            return 0;
        }
        return nowMs + (long) Math.ceil((1 - tokens) * 1000 / perSecond);
    }

    private void fill(long nowMs) {
        if (nowMs > filledAtMs) {
            tokens = Math.min(capacity, tokens + (nowMs - filledAtMs) * perSecond / 1000.0);
        }
        filledAtMs = nowMs;
    }
}
