package dev.kheish.sidecar.http;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** The answer to a call; its body is a stream that the caller closes. For one thread. */
public final class HttpAnswer implements AutoCloseable {
    private final int status;
    private final Map<String, String> headers = new TreeMap<>();
    private final InputStream body;

    /** With header names in any case, one value each. */
    public HttpAnswer(int status, Map<String, String> headers, InputStream body) {
        this.status = status;
        headers.forEach((name, value) -> this.headers.put(name.toLowerCase(Locale.ROOT), value));
        this.body = body;
    }

    /** With a body that is there already. */
    public HttpAnswer(int status, Map<String, String> headers, byte[] body) {
        this(status, headers, new ByteArrayInputStream(body));
    }

    /** Such as 200. */
    public int status() {
        return status;
    }

    /** The (first) value of a header field, or null. */
    public @Nullable String header(String lowerCaseName) {
        return headers.get(lowerCaseName);
    }

    /** The bytes as they come. */
    public InputStream body() {
        return body;
    }

    /**
     * The whole body.
     *
     * @throws IOException also if it is longer than {@code limit}
     */
    public byte[] bytes(int limit) throws IOException {
        byte[] whole = body.readNBytes(limit);
        if (whole.length == limit && body.read() >= 0) {
            throw new IOException("The answer is longer than " + limit + " bytes.");
        }
        return whole;
    }

    @Override
    public void close() throws IOException {
        body.close();
    }
}
