package dev.kheish.host.index;

/** How much memory filters may take in all. Safe for use by many threads. */
final class FilterBudget {
    private long left;

    FilterBudget(long bytes) {
        this.left = bytes;
    }

    /** Whether there was room, which is now taken. */
    synchronized boolean take(long bytes) {
        if (bytes > left) {
            return false;
        }
        left -= bytes;
        return true;
    }

    synchronized void giveBack(long bytes) {
        left += bytes;
    }
}
