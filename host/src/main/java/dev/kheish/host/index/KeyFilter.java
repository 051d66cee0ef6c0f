package dev.kheish.host.index;

/**
 * Says of most absent keys that they are absent: a blocked Bloom filter (Putze, Sanders, Singler:
 * Cache-, Hash- and Space-Efficient Bloom Filters, 2007). Each key sets {@value #PROBES} bits in
 * one block of 512, so a question touches one line of the processor's cache. At {@value
 * #BITS_PER_KEY} bits a key about one absent key in a hundred is not recognised. The bits of a key
 * are taken from its low half, for the high half is what keys are sorted by.
 */
final class KeyFilter {
    private static final int BITS_PER_KEY = 12;
    private static final int PROBES = 6;
    private static final int BLOCK_WORDS = 8;
    private static final int BIT_CHOICE = 9;
    private static final int UNUSED_BITS = 10;
    private static final long SPREAD = 0x9E3779B97F4A7C15L;

    private final long[] words;

    private KeyFilter(long[] words) {
        this.words = words;
    }

    /** A filter with room for so many keys. */
    static KeyFilter forKeys(long keys) {
        return new KeyFilter(new long[Math.toIntExact(bytesFor(keys) / Long.BYTES)]);
    }

    /** What a filter for so many keys takes. */
    static long bytesFor(long keys) {
        long blocks = keys * BITS_PER_KEY / (BLOCK_WORDS * Long.SIZE) + 1;
        return blocks * BLOCK_WORDS * Long.BYTES;
    }

    /** The filter that {@link #words} came from. */
    static KeyFilter ofWords(long[] words) {
        return new KeyFilter(words);
    }

    void add(long low) {
        int block = block(low);
        long bits = low * SPREAD;
        for (int i = 0; i < PROBES; i++) {
            int bit = bit(bits, i);
            words[block + (bit >>> 6)] |= 1L << bit;
        }
    }

    boolean mayHold(long low) {
        int block = block(low);
        long bits = low * SPREAD;
        for (int i = 0; i < PROBES; i++) {
            int bit = bit(bits, i);
            if ((words[block + (bit >>> 6)] & (1L << bit)) == 0) {
                return false;
            }
        }
        return true;
    }

    long bytes() {
        return (long) words.length * Long.BYTES;
    }

    long[] words() {
        return words;
    }

    private int block(long low) {
        long blocks = words.length / BLOCK_WORDS;
        return (int) Math.unsignedMultiplyHigh(low, blocks) * BLOCK_WORDS;
    }

    // 6 times 9 bits; of the 64 the lowest are the least spread by a multiplication
    private static int bit(long bits, int probe) {
        return (int) (bits >>> (probe * BIT_CHOICE + UNUSED_BITS)) & 511;
    }
}
