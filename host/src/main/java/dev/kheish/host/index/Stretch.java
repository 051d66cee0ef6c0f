package dev.kheish.host.index;

import java.util.Arrays;

/** A part of an array whose numbers ascend. Found by halving, so long ones cost no more. */
@SuppressWarnings("ArrayRecordComponent") // never compared
record Stretch(long[] numbers, int from, int to) {
    static final Stretch EMPTY = new Stretch(new long[0], 0, 0);

    /** Up to {@code limit} numbers greater than {@code bound}, ascending. */
    long[] after(long bound, int limit) {
        int start = firstAtLeast(bound + 1);
        return Arrays.copyOfRange(numbers, start, Math.min(to, start + limit));
    }

    /** Up to {@code limit} numbers less than {@code bound}, descending. */
    long[] before(long bound, int limit) {
        int end = firstAtLeast(bound);
        int count = Math.min(limit, end - from);
        long[] found = new long[count];
        for (int i = 0; i < count; i++) {
            found[i] = numbers[end - 1 - i];
        }
        return found;
    }

    /** Where the first number is that is not less than {@code bound}. */
    int firstAtLeast(long bound) {
        int low = from;
        int high = to;
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (numbers[middle] < bound) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }
}
