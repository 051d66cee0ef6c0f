package dev.kheish.host.index;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/**
 * Keys and their rows in memory: open addressing, the slot is made of the key's upper bits. Only
 * the writer thread adds; others may look at the same time.
 */
final class KeyTable {
    private static final int FIRST_BITS = 10;
    private static final VarHandle SLOT = MethodHandles.arrayElementVarHandle(long[].class);

    private volatile Slots slots = new Slots(FIRST_BITS);
    private int size;
    private long newest;

    /**
     * Makes it empty and keeps its room: where keys come quickly, tables that grow anew would be
     * half of the old garbage. For one thread, which nobody who adds keys may meet. Who is still
     * looking may miss a key.
     */
    void clear() {
        slots.clear();
        size = 0;
        newest = 0;
    }

    /** The row of a key; 0 if it is not here. */
    long find(IndexKey key) {
        return slots.find(key.high(), key.low());
    }

    /** Adds a key, or gives it another row. */
    void put(IndexKey key, long row) {
        Slots now = slots;
        if (size * 2 >= now.capacity()) {
            now = now.grown();
            slots = now;
        }
        if (now.put(key.high(), key.low(), row)) {
            size++;
        }
        newest = Math.max(newest, row);
    }

    int size() {
        return size;
    }

    /** The newest row. */
    long newest() {
        return newest;
    }

    /** A copy in order of the keys. The table must not change meanwhile. */
    SortedKeys sorted() {
        return slots.sorted(size);
    }

    /** Three arrays side by side; a high half of 0 is a free place, and is written last. */
    private static final class Slots {
        private final int bits;
        private final long[] highs;
        private final long[] lows;
        private final long[] rows;

        Slots(int bits) {
            this.bits = bits;
            this.highs = new long[1 << bits];
            this.lows = new long[1 << bits];
            this.rows = new long[1 << bits];
        }

        int capacity() {
            return highs.length;
        }

        long find(long high, long low) {
            for (int at = home(high); ; at = next(at)) {
                long found = (long) SLOT.getAcquire(highs, at);
                if (found == 0) {
                    return 0;
                }
                if (found == high && lows[at] == low) {
                    long row = (long) SLOT.getAcquire(rows, at);
                    // Cleared meanwhile, it may be another key's row; a segment has ours.
                    return (long) SLOT.getAcquire(highs, at) == high ? row : 0;
                }
            }
        }

        /** Whether the key is new. */
        boolean put(long high, long low, long row) {
            int at = home(high);
            while (highs[at] != 0) {
                if (highs[at] == high && lows[at] == low) {
                    SLOT.setOpaque(rows, at, row);
                    return false;
                }
                at = next(at);
            }
            lows[at] = low;
            SLOT.setRelease(rows, at, row); // after what cleared the place, for who looks again
            SLOT.setRelease(highs, at, high);
            return true;
        }

        void clear() {
            for (int i = 0; i < highs.length; i++) {
                SLOT.setOpaque(highs, i, 0L);
            }
        }

        Slots grown() {
            Slots twice = new Slots(bits + 1);
            for (int i = 0; i < highs.length; i++) {
                if (highs[i] != 0) {
                    twice.put(highs[i], lows[i], rows[i]);
                }
            }
            return twice;
        }

        SortedKeys sorted(int size) {
            SortedKeys.Builder sorted = new SortedKeys.Builder(size);
            for (int i = 0; i < highs.length; i++) {
                if (highs[i] != 0) {
                    sorted.add(highs[i], lows[i], rows[i]);
                }
            }
            return sorted.build();
        }

        private int home(long high) {
            return (int) (high >>> (Long.SIZE - bits));
        }

        private int next(int at) {
            return at + 1 == highs.length ? 0 : at + 1;
        }
    }
}
