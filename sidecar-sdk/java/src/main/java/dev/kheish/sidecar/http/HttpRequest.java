package dev.kheish.sidecar.http;

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.util.List;

/** One request; its body is read when asked for. For the thread that serves it. */
public final class HttpRequest {
    private static final int CHUNK = 16 * 1024;

    private final RequestHead head;
    private final HttpStream stream;
    private long unread;

    HttpRequest(RequestHead head, HttpStream stream) {
        this.head = head;
        this.stream = stream;
        this.unread = Math.max(0, contentLength(head));
    }

    /** As it was sent, such as {@code POST}. */
    public String method() {
        return head.method();
    }

    /** Without the query, as it was sent. */
    public String path() {
        return head.path();
    }

    /** As it was sent, without the question mark; empty if there is none. */
    public String query() {
        String query = head.query();
        return query == null ? "" : query;
    }

    /** All values of a header field, in order; empty if there is none. */
    public List<String> header(String lowerCaseName) {
        return head.fields().getOrDefault(lowerCaseName, List.of());
    }

    /** How many bytes the body has, or -1 if that is not said, or not said in one clear way. */
    public long contentLength() {
        return contentLength(head);
    }

    /** True if the request has no body at all. */
    public boolean bodyless() {
        return head.field("content-length") == null && head.field("transfer-encoding") == null;
    }

    /** The whole body, {@link #contentLength} bytes; once only. */
    public byte[] body() throws IOException {
        if (unread > 0 && head.lists("expect", "100-continue")) {
            stream.continueRequest();
        }
        var whole = new ByteArrayOutputStream((int) Math.min(unread, CHUNK));
        byte[] chunk = new byte[(int) Math.min(unread, CHUNK)];
        while (unread > 0) {
            int n = stream.read(chunk, (int) Math.min(unread, chunk.length));
            if (n < 0) {
                throw new EOFException("The connection ended within a request.");
            }
            whole.write(chunk, 0, n);
            unread -= n;
        }
        return whole.toByteArray();
    }

    /** True if the connection stands at the begin of the next request. */
    boolean used() {
        return unread == 0 && head.field("transfer-encoding") == null && wellFramed();
    }

    boolean wantsToStay() {
        return head.minor() == 0
                ? head.lists("connection", "keep-alive")
                : !head.lists("connection", "close");
    }

    private boolean wellFramed() {
        return head.field("content-length") == null || contentLength(head) >= 0;
    }

    private static long contentLength(RequestHead head) {
        List<String> values = head.fields().getOrDefault("content-length", List.of());
        if (values.size() != 1 || head.field("transfer-encoding") != null) {
            return -1;
        }
        String digits = values.getFirst();
        if (digits.isEmpty() || digits.length() > 18) {
            return -1;
        }
        for (int i = 0; i < digits.length(); i++) {
            if (digits.charAt(i) < '0' || digits.charAt(i) > '9') {
                return -1;
            }
        }
        return Long.parseLong(digits);
    }
}
