package dev.kheish.host.web;

import io.helidon.webserver.http.ServerRequest;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

/**
 * A body as it arrives. The framework throws whatever its parser ran into when a body is torn; here
 * that is an {@link IOException}, and the connection is known to be of no further use.
 */
public final class BodyStream extends FilterInputStream {
    private final ServerRequest request;

    private BodyStream(ServerRequest request, InputStream in) {
        super(in);
        this.request = request;
    }

    /** The request's body, which can be asked for once. */
    public static InputStream of(ServerRequest request) {
        BodyStream stream = new BodyStream(request, request.content().inputStream());
        UnreadBody.reading(request, stream);
        return stream;
    }

    @Override
    public int read() throws IOException {
        try {
            return in.read();
        } catch (RuntimeException e) {
            throw torn(e);
        }
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
        try {
            return in.read(bytes, offset, length);
        } catch (RuntimeException e) {
            throw torn(e);
        }
    }

    private IOException torn(RuntimeException e) {
        UnreadBody.torn(request);
        return new IOException("The body is torn", e);
    }
}
