package dev.kheish.host.index;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/**
 * What a row is found by: 128 bits of a digest, so that no two names are taken for one.
 *
 * @param high never 0, which marks an empty place in tables
 */
public record IndexKey(long high, long low) {
    /** Its length where runs keep it. */
    public static final int BYTES = 16;

    private static final VarHandle LONGS =
            MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);

    /** First half of SHA-256 over the text in UTF-8. */
    static IndexKey of(String text) {
        return read(Sha256.fresh().digest(text.getBytes(StandardCharsets.UTF_8)), 0);
    }

    /** The key in the 16 bytes from {@code offset} on. */
    public static IndexKey read(byte[] bytes, int offset) {
        long high = (long) LONGS.get(bytes, offset);
        return new IndexKey(high == 0 ? 1 : high, (long) LONGS.get(bytes, offset + Long.BYTES));
    }

    /** Puts it into the 16 bytes from {@code offset} on. */
    public void write(byte[] bytes, int offset) {
        LONGS.set(bytes, offset, high);
        LONGS.set(bytes, offset + Long.BYTES, low);
    }

    /** Whether it is among those that a run keeps. */
    public boolean isIn(byte[] keys) {
        for (int offset = 0; offset < keys.length; offset += BYTES) {
            if (read(keys, offset).equals(this)) {
                return true;
            }
        }
        return false;
    }

    byte[] bytes() {
        byte[] bytes = new byte[BYTES];
        write(bytes, 0);
        return bytes;
    }
}
