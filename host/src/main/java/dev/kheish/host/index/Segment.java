package dev.kheish.host.index;

import org.jspecify.annotations.Nullable;

/**
 * Keys and their rows on disk, sorted, never changed. What is here of it tells where to look.
 *
 * @param number segments made later have greater numbers
 * @param level how many merges its keys went through
 * @param size number of keys
 * @param newest its newest row
 * @param fences the upper half of the first key in each block
 * @param filter null when all filters together would take too much memory
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record Segment(
        long number, int level, long size, long newest, long[] fences, @Nullable KeyFilter filter) {
    /** Whether it is worth looking. */
    boolean mayHold(IndexKey key) {
        return filter == null || filter.mayHold(key.low());
    }

    /** The last block that may hold keys with this upper half; -1 if none can. */
    int lastBlockFor(long high) {
        int low = 0;
        int end = fences.length;
        while (low < end) {
            int middle = (low + end) >>> 1;
            if (Long.compareUnsigned(fences[middle], high) <= 0) {
                low = middle + 1;
            } else {
                end = middle;
            }
        }
        return low - 1;
    }
}
