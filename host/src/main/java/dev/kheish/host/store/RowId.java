package dev.kheish.host.store;

import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Optional;

/**
 * A public id such as {@code run_01k3…}: time-ordered, random, and still the way to its row without
 * an index of its own.
 *
 * <p>26 characters of Crockford base32 in lower case: 10 of milliseconds since 1970, 8 of row
 * number, 8 of random nonce (40 bits each). The row number is masked by the nonce, so that
 * neighbours do not look alike. A row keeps its time and nonce; an id is good only if all three
 * agree with the row.
 *
 * @param atMs when the row was made
 * @param seq number of the row in its table
 * @param nonce 40 random bits
 */
public record RowId(long atMs, long seq, long nonce) {
    private static final String ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz";
    private static final int TIME_CHARS = 10;
    private static final int FIELD_CHARS = 8;
    private static final int LENGTH = TIME_CHARS + 2 * FIELD_CHARS;
    private static final long FIELD = (1L << 40) - 1;
    private static final byte[] VALUES = values();
    private static final SecureRandom RANDOM = new SecureRandom();
    private static final ThreadLocal<Pool> POOL = ThreadLocal.withInitial(Pool::new);

    /** A new id for row {@code seq}. */
    public static RowId of(long atMs, long seq) {
        return new RowId(atMs, seq, POOL.get().next());
    }

    /** Reads the text form; empty for anything that {@link #text} cannot have written. */
    public static Optional<RowId> parse(String prefix, String text) {
        if (text.length() != prefix.length() + LENGTH || !text.startsWith(prefix)) {
            return Optional.empty();
        }
        int start = prefix.length();
        long time = read(text, start, TIME_CHARS);
        long masked = read(text, start + TIME_CHARS, FIELD_CHARS);
        long nonce = read(text, start + TIME_CHARS + FIELD_CHARS, FIELD_CHARS);
        if (time < 0 || masked < 0 || nonce < 0) {
            return Optional.empty();
        }
        return Optional.of(new RowId(time, masked ^ mask(nonce), nonce));
    }

    /** The text form, with a prefix such as {@code run_}. */
    public String text(String prefix) {
        StringBuilder out = new StringBuilder(prefix.length() + LENGTH).append(prefix);
        write(out, atMs, TIME_CHARS);
        write(out, seq ^ mask(nonce), FIELD_CHARS);
        write(out, nonce, FIELD_CHARS);
        return out.toString();
    }

    private static void write(StringBuilder out, long value, int chars) {
        for (int shift = (chars - 1) * 5; shift >= 0; shift -= 5) {
            out.append(ALPHABET.charAt((int) (value >>> shift) & 31));
        }
    }

    private static long read(String text, int start, int chars) {
        long value = 0;
        for (int i = start; i < start + chars; i++) {
            char c = text.charAt(i);
            byte digit = c < VALUES.length ? VALUES[c] : -1;
            if (digit < 0) {
                return -1;
            }
            value = (value << 5) | digit;
        }
        return value;
    }

    // The golden ratio in 64 bits spreads the nonce; the upper bits of the product are the well
    // mixed ones.
    private static long mask(long nonce) {
        return ((nonce * 0x9E3779B97F4A7C15L) >>> 24) & FIELD;
    }

    private static byte[] values() {
        byte[] values = new byte[128];
        Arrays.fill(values, (byte) -1);
        for (int i = 0; i < ALPHABET.length(); i++) {
            values[ALPHABET.charAt(i)] = (byte) i;
        }
        return values;
    }

    /**
     * Random bytes by the kilobyte: one call of the generator for each id would show in profiles.
     */
    private static final class Pool {
        private static final int BYTES = 5;

        private final byte[] bytes = new byte[BYTES * 200];
        private int next = bytes.length;

        long next() {
            if (next == bytes.length) {
                RANDOM.nextBytes(bytes);
                next = 0;
            }
            long value = 0;
            for (int i = 0; i < BYTES; i++) {
                value = (value << 8) | (bytes[next++] & 0xff);
            }
            return value;
        }
    }
}
