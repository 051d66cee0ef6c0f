package dev.kheish.host.run;

import java.io.OutputStream;
import java.util.Arrays;

/**
 * Keeps the first or the last bytes that are written and drops the others. Safe for many threads.
 */
final class CappedBytes extends OutputStream {
    private final int limit;
    private final boolean keepsTail;
    private byte[] bytes = new byte[1024];
    private int length;
    private boolean overflown;
    private Runnable onOverflow = () -> {};

    private CappedBytes(int limit, boolean keepsTail) {
        this.limit = limit;
        this.keepsTail = keepsTail;
    }

    static CappedBytes head(int limit) {
        return new CappedBytes(limit, false);
    }

    static CappedBytes tail(int limit) {
        return new CappedBytes(limit, true);
    }

    /** Runs once, on the writing thread, when the first byte is dropped. */
    synchronized void onOverflow(Runnable action) {
        onOverflow = action;
        if (overflown) {
            action.run();
        }
    }

    synchronized boolean isOverflown() {
        return overflown;
    }

    synchronized byte[] bytes() {
        return Arrays.copyOf(bytes, length);
    }

    @Override
    public void write(int single) {
        write(new byte[] {(byte) single}, 0, 1);
    }

    @Override
    public synchronized void write(byte[] from, int offset, int count) {
        int fits = Math.min(count, limit - length);
        append(from, offset, fits);
        if (fits == count) {
            return;
        }
        if (keepsTail) {
            keepTail(from, offset + fits, count - fits);
        }
        if (!overflown) {
            overflown = true;
            onOverflow.run();
        }
    }

    private void append(byte[] from, int offset, int count) {
        if (length + count > bytes.length) {
            bytes =
                    Arrays.copyOf(
                            bytes, Math.min(limit, Math.max(length + count, 2 * bytes.length)));
        }
        System.arraycopy(from, offset, bytes, length, count);
        length += count;
    }

    /** The buffer is full: what is new pushes out what is old. */
    private void keepTail(byte[] from, int offset, int count) {
        int taken = Math.min(count, limit);
        System.arraycopy(bytes, taken, bytes, 0, limit - taken);
        System.arraycopy(from, offset + count - taken, bytes, limit - taken, taken);
    }
}
