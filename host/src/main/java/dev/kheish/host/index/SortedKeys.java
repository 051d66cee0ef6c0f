package dev.kheish.host.index;

/**
 * Keys and their rows in order of the keys, unsigned. A row keeps up to nine keys, so one row may
 * come several times.
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record SortedKeys(long[] highs, long[] lows, long[] rows) {
    int size() {
        return highs.length;
    }

    /** Takes keys in almost the right order, as a {@link KeyTable} holds them. */
    static final class Builder {
        private final long[] highs;
        private final long[] lows;
        private final long[] rows;
        private int size;

        Builder(int capacity) {
            this.highs = new long[capacity];
            this.lows = new long[capacity];
            this.rows = new long[capacity];
        }

        /** Moves the few greater ones before it along: cheap, because places follow the keys. */
        void add(long high, long low, long row) {
            int at = size++;
            while (at > 0 && isBefore(high, low, highs[at - 1], lows[at - 1])) {
                highs[at] = highs[at - 1];
                lows[at] = lows[at - 1];
                rows[at] = rows[at - 1];
                at--;
            }
            highs[at] = high;
            lows[at] = low;
            rows[at] = row;
        }

        SortedKeys build() {
            return new SortedKeys(highs, lows, rows);
        }
    }

    static boolean isBefore(long high, long low, long otherHigh, long otherLow) {
        int order = Long.compareUnsigned(high, otherHigh);
        return order < 0 || (order == 0 && Long.compareUnsigned(low, otherLow) < 0);
    }
}
