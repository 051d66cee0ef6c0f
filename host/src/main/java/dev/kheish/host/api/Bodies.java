package dev.kheish.host.api;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

import dev.kheish.host.json.Json;
import dev.kheish.host.json.StrictJson;
import dev.kheish.spi.MalformedJsonException;

import io.helidon.http.HeaderNames;
import io.helidon.webserver.http.ServerRequest;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.time.Duration;

/** Request bodies, read within limits of size and time and parsed strictly. */
public final class Bodies {
    /** What the control plane takes unless a route says otherwise. */
    public static final int DEFAULT_LIMIT = 1024 * 1024;

    private static final int DEPTH = 64;
    private static final int FIRST_GUESS = 8 * 1024;
    private static final Duration NOT_LONGER = Duration.ofSeconds(60);

    private Bodies() {}

    /**
     * Reads the members of a JSON object; what {@code reading} leaves unread is unknown and
     * refused.
     *
     * @throws ProblemException 400 {@code invalid_body} with all mistakes, 413, 415, 408
     */
    public static <T> T read(ServerRequest request, Members.Reading<T> reading) {
        return Members.read(object(request, DEFAULT_LIMIT), reading);
    }

    /** The same for a body that may be absent, which counts as {@code {}}. */
    public static <T> T readOptional(ServerRequest request, Members.Reading<T> reading) {
        byte[] bytes = bytes(request, DEFAULT_LIMIT);
        return Members.read(bytes.length == 0 ? Json.object() : object(bytes), reading);
    }

    /** The body as a JSON object. */
    public static ObjectNode object(ServerRequest request, int limit) {
        return object(bytes(request, limit));
    }

    /** The body as it came; none at all gives an empty array. */
    public static byte[] bytes(ServerRequest request, int limit) {
        checkEncoding(request);
        if (!request.content().hasEntity()) {
            return new byte[0];
        }
        long announced = request.headers().contentLength().orElse(0);
        if (announced > limit) {
            throw tooLarge(limit);
        }
        ByteArrayOutputStream bytes =
                new ByteArrayOutputStream((int) Math.max(announced, FIRST_GUESS));
        try (InputStream body = stream(request)) {
            copy(body, limit, bytes);
        } catch (IOException | UncheckedIOException e) {
            throw unreadable();
        }
        return bytes.toByteArray();
    }

    /** The body as a stream whose end may never come; the caller counts. Asked for once. */
    public static InputStream stream(ServerRequest request) {
        checkEncoding(request);
        InputStream body = request.content().inputStream();
        UnreadBody.reading(request, body);
        return body;
    }

    /** 413. */
    public static ProblemException tooLarge(long limit) {
        return Problem.of(
                        413,
                        "payload_too_large",
                        "The body is larger than the %d bytes that are taken here."
                                .formatted(limit))
                .exception();
    }

    /** 408: the body ended early or did not come in time. */
    public static ProblemException unreadable() {
        return Problem.of(408, "request_timeout", "The body did not arrive whole and in time.")
                .exception();
    }

    private static ObjectNode object(byte[] bytes) {
        try {
            JsonNode node = StrictJson.tree(bytes, DEPTH);
            if (node instanceof ObjectNode object) {
                return object;
            }
            throw Problem.badRequest("invalid_body", "The body must be a JSON object.").exception();
        } catch (MalformedJsonException e) {
            throw Problem.badRequest("invalid_body", String.valueOf(e.getMessage())).exception();
        }
    }

    private static void copy(InputStream body, int limit, ByteArrayOutputStream to)
            throws IOException {
        long deadline = System.nanoTime() + NOT_LONGER.toNanos();
        byte[] buffer = new byte[FIRST_GUESS];
        for (int read = body.read(buffer); read >= 0; read = body.read(buffer)) {
            if (to.size() + read > limit) {
                throw tooLarge(limit);
            }
            if (System.nanoTime() > deadline) {
                throw unreadable();
            }
            to.write(buffer, 0, read);
        }
    }

    private static void checkEncoding(ServerRequest request) {
        boolean plain =
                request.headers()
                        .first(HeaderNames.CONTENT_ENCODING)
                        .filter(encoding -> !encoding.equalsIgnoreCase("identity"))
                        .isEmpty();
        if (!plain) {
            throw Failures.encoded().exception();
        }
    }
}
