package dev.kheish.host.web;

import io.helidon.http.HeaderValues;
import io.helidon.webserver.http.ServerRequest;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;

/**
 * What a caller is still sending when it is refused. A little of it is read and dropped, so that
 * the answer is not lost to a connection reset; then the connection ends.
 */
public final class UnreadBody {
    private static final Logger LOG = System.getLogger(UnreadBody.class.getName());
    private static final long SMALL = 64 * 1024;
    private static final long AT_MOST = 16 * 1024 * 1024;
    private static final Duration NOT_LONGER = Duration.ofSeconds(2);

    private final ServerRequest request;
    private final boolean mustClose;

    private UnreadBody(ServerRequest request, boolean mustClose) {
        this.request = request;
        this.mustClose = mustClose;
    }

    /** What is left of this request's body. */
    public static UnreadBody of(ServerRequest request) {
        if (request.context().get(Torn.class).isPresent()) {
            return new UnreadBody(request, true);
        }
        if (!request.content().hasEntity() || request.content().consumed()) {
            return new UnreadBody(request, false);
        }
        boolean small = request.headers().contentLength().orElse(Long.MAX_VALUE) <= SMALL;
        boolean waits =
                request.headers().containsToken(HeaderValues.EXPECT_100) && !request.continueSent();
        return new UnreadBody(request, waits || !small);
    }

    /** Remembers the stream of a body that is being read, which can be asked for only once. */
    static void reading(ServerRequest request, InputStream body) {
        request.context().register(new Open(body));
    }

    /** Remembers that nothing sensible can come on this connection any more. */
    static void torn(ServerRequest request) {
        request.context().register(new Torn());
    }

    /** Whether the connection has to end with the answer. */
    public boolean mustClose() {
        return mustClose;
    }

    /** Reads on for a bounded time after the answer is out. A small body is left to the server. */
    public void drain() {
        if (!mustClose
                || !request.continueSent()
                || request.context().get(Torn.class).isPresent()) {
            return;
        }
        long deadline = System.nanoTime() + NOT_LONGER.toNanos();
        byte[] buffer = new byte[16 * 1024];
        try {
            InputStream body =
                    request.context()
                            .get(Open.class)
                            .map(Open::body)
                            .orElseGet(() -> request.content().inputStream());
            long left = AT_MOST;
            while (left > 0 && System.nanoTime() < deadline) {
                int read = body.read(buffer);
                if (read < 0) {
                    return;
                }
                left -= read;
            }
        } catch (IOException | UncheckedIOException | IllegalStateException e) {
            LOG.log(Level.DEBUG, "The rest of a refused body could not be read", e);
        }
    }

    private record Open(InputStream body) {}

    private record Torn() {}
}
