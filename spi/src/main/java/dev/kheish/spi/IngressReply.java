package dev.kheish.spi;

import jakarta.json.JsonObject;

import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * What a caller gets. Immutable.
 *
 * <p>Refusals are {@code application/problem+json} with domain {@code connector_ingress}; the host
 * writes them so that all kinds look alike.
 */
public final class IngressReply {
    /** What the host writes as body. */
    public enum Body {
        /** {@link #json}. */
        JSON,
        /** {@link #code} and {@link #detail} as a problem. */
        PROBLEM,
        /** The view of {@link #run}. */
        RUN,
        /** What the host answers for a path that the connector does not have. */
        NO_ROUTE,
        /** {@link #content}, with Range, ETag and HEAD answered by the host. */
        CONTENT
    }

    private static final int UNAUTHORIZED = 401;
    private static final int NOT_FOUND = 404;
    private static final int TOO_MANY_REQUESTS = 429;
    private static final int SERVICE_UNAVAILABLE = 503;

    private final int status;
    private final Body body;
    private final List<Map.Entry<String, String>> headers;
    private final @Nullable JsonObject json;
    private final String code;
    private final String detail;
    private final @Nullable RunRef run;
    private final @Nullable Content content;

    private IngressReply(
            int status,
            Body body,
            List<Map.Entry<String, String>> headers,
            @Nullable Object payload,
            String code,
            String detail) {
        this.status = status;
        this.body = body;
        this.headers = List.copyOf(headers);
        this.json = payload instanceof JsonObject object ? object : null;
        this.run = payload instanceof RunRef ref ? ref : null;
        this.content = payload instanceof Content bytes ? bytes : null;
        this.code = code;
        this.detail = detail;
    }

    /** A JSON object. */
    public static IngressReply json(int status, JsonObject object) {
        return new IngressReply(
                status, Body.JSON, List.of(), Objects.requireNonNull(object, "object"), "", "");
    }

    /** 200 with the view of a run. */
    public static IngressReply run(RunRef run) {
        return new IngressReply(
                200, Body.RUN, List.of(), Objects.requireNonNull(run, "run"), "", "");
    }

    /** 200 or 206 with stored bytes. */
    public static IngressReply content(Content content) {
        return new IngressReply(
                200, Body.CONTENT, List.of(), Objects.requireNonNull(content, "content"), "", "");
    }

    /**
     * A refusal.
     *
     * @param status 400 to 599
     * @param code stable word such as {@code bad_request}
     * @param detail what was wrong, where, and what to do; no secret
     */
    public static IngressReply problem(int status, String code, String detail) {
        return new IngressReply(
                status,
                Body.PROBLEM,
                List.of(),
                null,
                Objects.requireNonNull(code, "code"),
                Objects.requireNonNull(detail, "detail"));
    }

    /**
     * What a path gets that no connector has: for routes that exist for some callers only, and must
     * not tell the others.
     */
    public static IngressReply unknownRoute() {
        return new IngressReply(NOT_FOUND, Body.NO_ROUTE, List.of(), null, "not_found", "");
    }

    /** 400 {@code bad_request}. */
    public static IngressReply badRequest(String detail) {
        return problem(400, "bad_request", detail);
    }

    /**
     * 401 {@code unauthorized}. The host counts it against the caller and turns repeated ones into
     * 429, unless the request was {@link IngressRequest#authenticated}.
     *
     * @param reason which check failed, for people; not what would have passed it
     */
    public static IngressReply unauthorized(String reason) {
        return problem(UNAUTHORIZED, "unauthorized", reason);
    }

    /**
     * 429 with {@code Retry-After} in whole seconds, at least 1; the detail ends with {@code
     * retry_after_ms=<n>}.
     */
    public static IngressReply rateLimited(String code, Duration after) {
        long millis = Math.max(1, after.toMillis());
        return problem(
                        TOO_MANY_REQUESTS,
                        code,
                        "This connector takes no more events just now; retry_after_ms=" + millis)
                .withHeader("Retry-After", wholeSeconds(millis));
    }

    /**
     * 503 with {@code Retry-After}: nothing is wrong with the request, and nothing of it was kept.
     */
    public static IngressReply unavailable(String code, String detail, Duration after) {
        return problem(SERVICE_UNAVAILABLE, code, detail)
                .withHeader("Retry-After", wholeSeconds(Math.max(1, after.toMillis())));
    }

    /** The same with one more header. */
    public IngressReply withHeader(String name, String value) {
        List<Map.Entry<String, String>> more = new ArrayList<>(headers);
        more.add(Map.entry(name, value));
        return new IngressReply(status, body, more, payload(), code, detail);
    }

    /** HTTP status. */
    public int status() {
        return status;
    }

    /** Which accessor holds the body. */
    public Body body() {
        return body;
    }

    /** Headers beside those the host sets. */
    public List<Map.Entry<String, String>> headers() {
        return headers;
    }

    /** Code of a problem; empty otherwise. */
    public String code() {
        return code;
    }

    /** Detail of a problem; empty otherwise. */
    public String detail() {
        return detail;
    }

    /** Present for {@link Body#JSON}. */
    public Optional<JsonObject> json() {
        return Optional.ofNullable(json);
    }

    /** Present for {@link Body#RUN}. */
    public Optional<RunRef> run() {
        return Optional.ofNullable(run);
    }

    /** Present for {@link Body#CONTENT}. */
    public Optional<Content> content() {
        return Optional.ofNullable(content);
    }

    private @Nullable Object payload() {
        if (json != null) {
            return json;
        }
        return run != null ? run : content;
    }

    private static String wholeSeconds(long millis) {
        return Long.toString((millis + 999) / 1000);
    }

    /** Bytes that the host serves with Range and ETag. {@link Attachment} is one. */
    public interface Content {
        /** Such as {@code image/png}. */
        String mediaType();

        /** A leaf name for {@code Content-Disposition}; the host makes it safe. */
        String fileName();

        /** Strong validator without quotes, such as a digest. */
        String etag();

        /** Length in bytes. */
        long length();

        /** The bytes from {@code offset} on. The host closes the stream. */
        InputStream open(long offset) throws IOException;
    }
}
