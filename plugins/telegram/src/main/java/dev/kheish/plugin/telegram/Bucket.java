package dev.kheish.plugin.telegram;

import java.time.Clock;
import java.time.Duration;

/**
 * The connector's own rate, counted before the host does: so a batch is never cut in the middle,
 * which would change the order of what follows. For one thread.
 */
final class Bucket {
    /** Tokens are counted in thousandths, so that a millisecond brings a whole number of them. */
    private static final long WHOLE = 1000;

    private final Clock clock;
    private final long perSecond;
    private long thousandths;
    private long filledAtMs;

    Bucket(long perSecond, Clock clock) {
        this.perSecond = perSecond;
        this.clock = clock;
        this.thousandths = perSecond * WHOLE;
        this.filledAtMs = clock.millis();
    }

    /** How many of {@code wanted} may be taken now; they are taken. */
    int take(int wanted) {
        long now = clock.millis();
        long passed = Math.clamp(now - filledAtMs, 0, WHOLE);
        thousandths = Math.min(perSecond * WHOLE, thousandths + passed * perSecond);
        filledAtMs = now;
        int taken = (int) Math.min(wanted, thousandths / WHOLE);
        thousandths -= taken * WHOLE;
        return taken;
    }

    /** How long until one can be taken. */
    Duration untilNext() {
        long missing = Math.max(0, WHOLE - thousandths);
        return Duration.ofMillis((missing + perSecond - 1) / perSecond);
    }
}
