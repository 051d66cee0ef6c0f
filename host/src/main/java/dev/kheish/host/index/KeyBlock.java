package dev.kheish.host.index;

import java.nio.ByteBuffer;
import java.nio.LongBuffer;

/**
 * A block of a segment: up to {@value #CAPACITY} entries of 24 bytes, big-endian: upper and lower
 * half of the key, row.
 */
final class KeyBlock {
    /** Three pages of the database: few rows, and little to read for one key. */
    private static final int CAPACITY = 512;

    private static final int LONGS = 3;

    private final LongBuffer entries;

    private KeyBlock(LongBuffer entries) {
        this.entries = entries;
    }

    static KeyBlock of(byte[] bytes) {
        return new KeyBlock(ByteBuffer.wrap(bytes).asLongBuffer());
    }

    /** Room for a full block. */
    static byte[] empty() {
        return new byte[CAPACITY * LONGS * Long.BYTES];
    }

    /** How many blocks so many keys take. */
    static int count(long keys) {
        return Math.toIntExact(Math.ceilDiv(keys, (long) CAPACITY));
    }

    int size() {
        return entries.limit() / LONGS;
    }

    long high(int at) {
        return entries.get(at * LONGS);
    }

    long low(int at) {
        return entries.get(at * LONGS + 1);
    }

    long row(int at) {
        return entries.get(at * LONGS + 2);
    }

    /** The row of a key; 0 if it is not here. */
    long find(IndexKey key) {
        int from = 0;
        int end = size();
        while (from < end) {
            int middle = (from + end) >>> 1;
            if (SortedKeys.isBefore(high(middle), low(middle), key.high(), key.low())) {
                from = middle + 1;
            } else {
                end = middle;
            }
        }
        boolean found = from < size() && high(from) == key.high() && low(from) == key.low();
        return found ? row(from) : 0;
    }
}
