package dev.kheish.host.index;

/** How much memory filters may take in all. Safe for use by many threads. */
final class FilterBudget {
    private long left;

    FilterBudget(long bytes) {
        this.left = bytes;
    }

    /** Whether there was room, which is now taken. */
    boolean take(long bytes) {
        return take(bytes, 0);
    }

    /**
     * Whether there was room, which is now taken.
     *
     * @param soonFree what will be given back once what this is for is ready; more than there is
     *     may be in use until then
     */
    synchronized boolean take(long bytes, long soonFree) {
        if (bytes > left + soonFree) {
            return false;
        }
        left -= bytes;
        return true;
    }

    synchronized void giveBack(long bytes) {
        left += bytes;
    }
}
