package dev.kheish.host.api;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

import dev.kheish.host.json.Json;
import dev.kheish.host.json.StrictJson;
import dev.kheish.host.web.BodyStream;
import dev.kheish.host.web.Failures;
import dev.kheish.host.web.Problem;
import dev.kheish.host.web.ProblemException;
import dev.kheish.host.web.RefusedBodyException;
import dev.kheish.host.web.WholeBody;
import dev.kheish.spi.MalformedJsonException;

import io.helidon.http.HeaderNames;
import io.helidon.webserver.http.ServerRequest;

import java.io.InputStream;

/** Request bodies, read within limits of size and time and parsed strictly. */
public final class Bodies {
    /** What the control plane takes unless a route says otherwise. */
    public static final int DEFAULT_LIMIT = 1024 * 1024;

    private static final int DEPTH = 64;

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
        try {
            return WholeBody.read(request, limit);
        } catch (RefusedBodyException e) {
            throw switch (e.reason()) {
                case TOO_LARGE -> tooLarge(limit);
                case LATE, TORN -> unreadable();
            };
        }
    }

    /** The body as a stream whose end may never come; the caller counts. Asked for once. */
    public static InputStream stream(ServerRequest request) {
        checkEncoding(request);
        return BodyStream.of(request);
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
