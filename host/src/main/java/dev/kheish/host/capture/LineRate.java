package dev.kheish.host.capture;

/** Lets so many lines a second pass and counts the rest. For one thread at a time. */
final class LineRate {
    private static final long SECOND_MS = 1000;

    private final int limit;
    private long secondAt = Long.MIN_VALUE;
    private int passed;
    private long dropped;

    LineRate(int limit) {
        this.limit = limit;
    }

    /** Whether one more line passes now. */
    boolean passes(long now) {
        if (isOver(now)) {
            secondAt = now;
            passed = 0;
        }
        if (passed < limit) {
            passed++;
            return true;
        }
        dropped++;
        return false;
    }

    /** How many were dropped in a second that is over; asking again gives zero. */
    long takeDropped(long now) {
        if (dropped == 0 || !isOver(now)) {
            return 0;
        }
        long taken = dropped;
        dropped = 0;
        return taken;
    }

    private boolean isOver(long now) {
        return secondAt == Long.MIN_VALUE || now - secondAt >= SECOND_MS || now < secondAt;
    }
}
