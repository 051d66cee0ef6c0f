package dev.kheish.host.web;

import dev.kheish.spi.IngressReply.Content;

import io.helidon.http.HeaderNames;
import io.helidon.http.Method;
import io.helidon.http.Status;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;

/**
 * Stored bytes as an answer: strong ETag, one Range, HEAD, and headers that keep browsers from
 * guessing.
 */
public final class ContentReply {
    private static final Logger LOG = System.getLogger(ContentReply.class.getName());

    private ContentReply() {}

    /**
     * Answers with the bytes, a part of them, 304, 416, or 410 {@code content_unavailable} when
     * they are damaged or gone.
     */
    public static void send(ServerRequest request, ServerResponse response, Content content) {
        Preconditions conditions = Preconditions.of(request);
        conditions.checkRead(content.etag());
        response.header(HeaderNames.ETAG, Preconditions.quoted(content.etag()))
                .header(HeaderNames.ACCEPT_RANGES, "bytes")
                .header(HeaderNames.CACHE_CONTROL, "private, no-cache");
        if (conditions.isUnchanged(content.etag())) {
            response.status(Status.NOT_MODIFIED_304).send();
            return;
        }
        switch (range(request, content)) {
            case ByteRange.Unsatisfiable() ->
                    throw Problem.of(
                                    416,
                                    "range_not_satisfiable",
                                    "There are only %d bytes.".formatted(content.length()))
                            .header(HeaderNames.CONTENT_RANGE, "bytes */" + content.length())
                            .exception();
            case ByteRange.Whole() -> send(request, response, content, 0, content.length());
            case ByteRange.Part part -> {
                response.status(Status.PARTIAL_CONTENT_206)
                        .header(
                                HeaderNames.CONTENT_RANGE,
                                "bytes %d-%d/%d"
                                        .formatted(part.first(), part.last(), content.length()));
                send(request, response, content, part.first(), part.length());
            }
        }
    }

    private static ByteRange range(ServerRequest request, Content content) {
        String header = request.headers().first(HeaderNames.RANGE).orElse("");
        String condition =
                request.headers()
                        .first(HeaderNames.IF_RANGE)
                        .orElse(Preconditions.quoted(content.etag()));
        boolean applies =
                request.prologue().method().equals(Method.GET)
                        && condition.equals(Preconditions.quoted(content.etag()));
        return applies ? ByteRange.of(header, content.length()) : new ByteRange.Whole();
    }

    private static void send(
            ServerRequest request,
            ServerResponse response,
            Content content,
            long first,
            long length) {
        try (InputStream in = open(content, first)) {
            response.header(HeaderNames.CONTENT_TYPE, content.mediaType())
                    .header(HeaderNames.CONTENT_DISPOSITION, Disposition.inline(content.fileName()))
                    .header("X-Content-Type-Options", "nosniff")
                    .header("Content-Security-Policy", "default-src 'none'; sandbox");
            response.contentLength(length);
            if (request.prologue().method().equals(Method.HEAD)) {
                response.send();
                return;
            }
            copy(in, response.outputStream(), length);
        } catch (IOException e) {
            throw new UncheckedIOException(
                    "Failed to send " + Failures.shown(content.fileName()), e);
        }
    }

    /** Closes the answer only when it is whole: whoever reads it must notice when it is not. */
    private static void copy(InputStream in, OutputStream out, long length) throws IOException {
        byte[] buffer = new byte[Math.clamp(length, 1, 64 * 1024)];
        long left = length;
        while (left > 0) {
            int read = in.read(buffer, 0, (int) Math.min(left, buffer.length));
            if (read < 0) {
                throw new IOException("The stored bytes end early");
            }
            out.write(buffer, 0, read);
            left -= read;
        }
        out.close();
    }

    private static InputStream open(Content content, long first) {
        try {
            return content.open(first);
        } catch (IOException e) {
            LOG.log(
                    Level.ERROR,
                    "Stored bytes cannot be read: " + Failures.shown(content.fileName()),
                    e);
            throw Problem.of(
                            410,
                            "content_unavailable",
                            "The bytes are damaged or gone; the log says why.")
                    .exception();
        }
    }
}
