package dev.kheish.host.index;

import java.util.Arrays;

/** Pairs in order of owner, then member. Immutable. */
@SuppressWarnings("ArrayRecordComponent") // never compared
record SortedPairs(long[] owners, long[] members) {
    static final SortedPairs NONE = new SortedPairs(new long[0], new long[0]);

    int size() {
        return owners.length;
    }

    /** The greatest member of all; 0 if there is none. */
    long newest() {
        return Arrays.stream(members).max().orElse(0);
    }

    Stretch of(long owner) {
        Stretch all = new Stretch(owners, 0, owners.length);
        return new Stretch(members, all.firstAtLeast(owner), all.firstAtLeast(owner + 1));
    }
}
