package dev.kheish.host.web;

import io.helidon.webserver.http.ServerRequest;

import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.Arrays;

/**
 * Reads a request's body to its end, within a limit and a time that drips of bytes do not prolong.
 */
public final class WholeBody {
    private static final Duration NOT_LONGER = Duration.ofSeconds(60);
    private static final int FIRST_GUESS = 8 * 1024;

    private WholeBody() {}

    /**
     * Reads it, once.
     *
     * @return the bytes as received, possibly none
     * @throws RefusedBodyException if it is too large, late or torn
     */
    public static byte[] read(ServerRequest request, int limit) throws RefusedBodyException {
        if (!request.content().hasEntity()) {
            return new byte[0];
        }
        long announced = request.headers().contentLength().orElse(-1);
        if (announced > limit) {
            throw new RefusedBodyException(RefusedBodyException.Reason.TOO_LARGE);
        }
        InputStream in = BodyStream.of(request);
        byte[] bytes = read(in, announced < 0 ? limit : (int) announced, announced);
        if (bytes.length < announced) {
            throw new RefusedBodyException(RefusedBodyException.Reason.TORN);
        }
        sawEnd(in);
        return bytes;
    }

    private static byte[] read(InputStream in, int limit, long announced)
            throws RefusedBodyException {
        long deadline = System.nanoTime() + NOT_LONGER.toNanos();
        byte[] bytes = new byte[announced >= 0 ? limit : Math.min(limit, FIRST_GUESS)];
        int length = 0;
        try {
            while (length < bytes.length || announced < 0) {
                if (length == bytes.length) {
                    bytes = grown(in, bytes, limit);
                    if (bytes.length == length) {
                        break;
                    }
                    length++;
                    continue;
                }
                int read = in.read(bytes, length, bytes.length - length);
                if (read < 0) {
                    break;
                }
                length += read;
                if (System.nanoTime() > deadline) {
                    throw new RefusedBodyException(RefusedBodyException.Reason.LATE);
                }
            }
        } catch (IOException e) {
            throw new RefusedBodyException(RefusedBodyException.Reason.TORN);
        }
        return length == bytes.length ? bytes : Arrays.copyOf(bytes, length);
    }

    /**
     * Asks for what comes after the last byte, which is nothing. The server, which would make room
     * to look for more itself, knows from then on that the body was read.
     */
    private static void sawEnd(InputStream in) throws RefusedBodyException {
        try {
            if (in.read() >= 0) {
                throw new RefusedBodyException(RefusedBodyException.Reason.TORN);
            }
        } catch (IOException e) {
            throw new RefusedBodyException(RefusedBodyException.Reason.TORN);
        }
    }

    /** Room for more, with one more byte in it; the same array if there is no more. */
    private static byte[] grown(InputStream in, byte[] bytes, int limit)
            throws IOException, RefusedBodyException {
        int next = in.read();
        if (next < 0) {
            return bytes;
        }
        if (bytes.length == limit) {
            throw new RefusedBodyException(RefusedBodyException.Reason.TOO_LARGE);
        }
        byte[] more = Arrays.copyOf(bytes, (int) Math.min(limit, bytes.length * 2L));
        more[bytes.length] = (byte) next;
        return more;
    }
}
