package dev.kheish.sidecar.http;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;

/**
 * The bytes of one connection of the server: heads and bodies in, answers out. Every read waits for
 * a limited time. For one thread.
 */
final class HttpStream {
    private static final int MAX_HEAD = 32 * 1024;

    /** What is still read of a body that nobody wants, so that the answer reaches who sends it. */
    private static final int MAX_DRAINED = 256 * 1024;

    private static final int DRAIN_MILLIS = 1_000;

    private final Socket socket;
    private final InputStream in;
    private final OutputStream out;
    private final byte[] buffer = new byte[8 * 1024];
    private int from;
    private int to;

    HttpStream(Socket socket) throws IOException {
        this.socket = socket;
        this.in = socket.getInputStream();
        this.out = socket.getOutputStream();
    }

    /** Waits for the first byte of a request; false if the caller leaves instead. */
    boolean awaitRequest(Duration idle) throws IOException {
        socket.setSoTimeout(millis(idle));
        int b;
        do {
            b = next();
            // Empty lines before a request are left over from the one before.
        } while (b == '\r' || b == '\n');
        if (b >= 0) {
            from--;
        }
        return b >= 0;
    }

    /**
     * The head of a request whose first byte is there.
     *
     * @param whole how long the head and each later piece of the request may take
     */
    RequestHead head(Duration whole) throws IOException, HttpRefusal {
        long end = System.nanoTime() + whole.toNanos();
        socket.setSoTimeout(millis(whole));
        var head = new StringBuilder(512);
        int last = 0;
        for (; ; ) {
            int b = next();
            if (b < 0) {
                throw new EOFException("The connection ended within a request.");
            }
            if (last == '\r' && b != '\n') {
                throw new HttpRefusal(400, "bad_request");
            }
            last = b;
            if (b == '\r') {
                continue;
            }
            if (b == '\n' && head.charAt(head.length() - 1) == '\n') {
                return RequestHead.parse(head.toString());
            }
            head.append((char) b);
            if (head.length() > MAX_HEAD) {
                throw new HttpRefusal(431, "request_header_fields_too_large");
            }
            if (from == to && System.nanoTime() - end > 0) {
                throw new HttpRefusal(408, "request_timeout");
            }
        }
    }

    private int next() throws IOException {
        if (from == to) {
            int n = in.read(buffer);
            if (n < 0) {
                return -1;
            }
            from = 0;
            to = n;
        }
        return buffer[from++] & 0xff;
    }

    int read(byte[] target, int most) throws IOException {
        if (from == to) {
            return in.read(target, 0, most);
        }
        int n = Math.min(most, to - from);
        System.arraycopy(buffer, from, target, 0, n);
        from += n;
        return n;
    }

    void continueRequest() throws IOException {
        out.write("HTTP/1.1 100 Continue\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
    }

    /** Head and body in one write: two small packets would wait for each other. */
    void write(HttpReply reply, boolean stays) throws IOException {
        var head = new StringBuilder(160);
        head.append("HTTP/1.1 ").append(reply.status()).append(' ');
        head.append(reason(reply.status())).append("\r\nContent-Type: ");
        head.append(reply.contentType()).append("\r\nContent-Length: ");
        head.append(reply.body().length);
        for (Map.Entry<String, String> field : reply.headers().entrySet()) {
            head.append("\r\n").append(field.getKey()).append(": ").append(field.getValue());
        }
        head.append(stays ? "\r\n\r\n" : "\r\nConnection: close\r\n\r\n");
        byte[] start = head.toString().getBytes(StandardCharsets.ISO_8859_1);
        byte[] whole = new byte[start.length + reply.body().length];
        System.arraycopy(start, 0, whole, 0, start.length);
        System.arraycopy(reply.body(), 0, whole, start.length, reply.body().length);
        out.write(whole);
    }

    /**
     * Ends the connection so that the last answer arrives: closed with bytes unread, it would be
     * reset, and the answer lost on the way.
     */
    void finish() throws IOException {
        socket.shutdownOutput();
        socket.setSoTimeout(DRAIN_MILLIS);
        long end = System.nanoTime() + Duration.ofMillis(DRAIN_MILLIS).toNanos();
        int drained = 0;
        while (drained < MAX_DRAINED && System.nanoTime() - end < 0) {
            int n = in.read(buffer);
            if (n < 0) {
                return;
            }
            drained += n;
        }
    }

    private static int millis(Duration duration) {
        return (int) Math.min(Integer.MAX_VALUE, Math.max(1, duration.toMillis()));
    }

    private static String reason(int status) {
        return switch (status) {
            case 200 -> "OK";
            case 201 -> "Created";
            case 202 -> "Accepted";
            case 204 -> "No Content";
            case 400 -> "Bad Request";
            case 401 -> "Unauthorized";
            case 403 -> "Forbidden";
            case 404 -> "Not Found";
            case 413 -> "Content Too Large";
            case 500 -> "Internal Server Error";
            case 503 -> "Service Unavailable";
            // Nobody reads it: clients go by the number.
            default -> "-";
        };
    }
}
