package dev.kheish.host.egress;

import java.io.IOException;
import java.io.InputStream;

/**
 * Buffered bytes of one connection that know whether any of the current answer came. One thread at
 * a time.
 */
final class ByteSource {
    private final InputStream in;
    private final byte[] buffer = new byte[8 * 1024];
    private int position;
    private int limit;
    private long received;

    ByteSource(InputStream in) {
        this.in = in;
    }

    /** Starts counting anew. */
    void beginAnswer() {
        received = 0;
    }

    /** Whether the current answer has begun. */
    boolean hasReceived() {
        return received > 0;
    }

    /** Whether bytes wait that nobody asked for. */
    boolean hasMore() throws IOException {
        return position < limit || in.available() > 0;
    }

    /** The next byte, or -1 at the end. */
    int read() throws IOException {
        if (position == limit && !fill()) {
            return -1;
        }
        return buffer[position++] & 0xff;
    }

    /** Up to {@code length} bytes, at least one, or -1 at the end. */
    int read(byte[] target, int offset, int length) throws IOException {
        if (position == limit && !fill()) {
            return -1;
        }
        int count = Math.min(length, limit - position);
        System.arraycopy(buffer, position, target, offset, count);
        position += count;
        return count;
    }

    private boolean fill() throws IOException {
        int count = in.read(buffer, 0, buffer.length);
        position = 0;
        limit = Math.max(count, 0);
        received += limit;
        return count > 0;
    }
}
