package dev.kheish.host.web;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

import dev.kheish.host.json.Json;
import dev.kheish.spi.FieldError;

import io.helidon.http.Header;
import io.helidon.http.HeaderName;
import io.helidon.http.HeaderNames;
import io.helidon.http.HeaderValues;
import io.helidon.http.Status;
import io.helidon.webserver.http.ServerResponse;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * A refusal as every caller gets it: {@code application/problem+json} with a stable code.
 * Immutable.
 */
public final class Problem {
    private static final Header CONTENT_TYPE =
            HeaderValues.createCached(HeaderNames.CONTENT_TYPE, "application/problem+json");

    private final int status;
    private final String code;
    private final String detail;
    private final @Nullable String domain;
    private final ObjectNode members;
    private final List<Header> headers;

    private Problem(
            int status,
            String code,
            String detail,
            @Nullable String domain,
            ObjectNode members,
            List<Header> headers) {
        this.status = status;
        this.code = code;
        this.detail = detail;
        this.domain = domain;
        this.members = members;
        this.headers = headers;
    }

    /**
     * A problem without domain.
     *
     * @param code stable word such as {@code connector_in_use}
     * @param detail what was wrong, where, and what to do; no secret
     */
    public static Problem of(int status, String code, String detail) {
        return new Problem(status, code, detail, null, Json.object(), List.of());
    }

    /** 400. */
    public static Problem badRequest(String code, String detail) {
        return of(400, code, detail);
    }

    /** 404. */
    public static Problem notFound(String code, String detail) {
        return of(404, code, detail);
    }

    /** 409. */
    public static Problem conflict(String code, String detail) {
        return of(409, code, detail);
    }

    /** 503 with {@code Retry-After}: nothing of the request was kept. */
    public static Problem unavailable(String code, String detail, Duration retryAfter) {
        return of(503, code, detail).retryAfter(retryAfter);
    }

    /** The same within a domain such as {@code runs}. */
    public Problem domain(String name) {
        return new Problem(status, code, detail, name, members, headers);
    }

    /** The same with one more member. */
    public Problem with(String member, JsonNode value) {
        ObjectNode more = members.deepCopy();
        more.set(member, value);
        return new Problem(status, code, detail, domain, more, headers);
    }

    /** The same with {@code errors: [{field, message}]}. */
    public Problem errors(List<FieldError> errors) {
        ArrayNode list = Json.array();
        errors.forEach(
                error ->
                        list.addObject()
                                .put("field", error.field())
                                .put("message", error.message()));
        return with("errors", list);
    }

    /** The same with one more header. */
    public Problem header(HeaderName name, String value) {
        List<Header> more = new ArrayList<>(headers);
        more.add(HeaderValues.create(name, value));
        return new Problem(status, code, detail, domain, members, List.copyOf(more));
    }

    /** The same with {@code Retry-After} in whole seconds, at least 1. */
    public Problem retryAfter(Duration after) {
        long seconds = Math.max(1, (after.toMillis() + 999) / 1000);
        return header(HeaderNames.RETRY_AFTER, Long.toString(seconds));
    }

    /** HTTP status. */
    public int status() {
        return status;
    }

    /** The stable word. */
    public String code() {
        return code;
    }

    /** The text for people. */
    public String detail() {
        return detail;
    }

    /** Headers beside {@code Content-Type}. */
    public List<Header> headers() {
        return headers;
    }

    /** To throw from anywhere below a route. */
    public ProblemException exception() {
        return new ProblemException(this);
    }

    /** Writes status and headers alone, which is all that an answer to HEAD may hold. */
    public void sendHead(ServerResponse response) {
        response.status(Status.create(status));
        headers.forEach(response::header);
        response.header(CONTENT_TYPE).send();
    }

    /** Writes it as the whole answer. */
    public void send(ServerResponse response) {
        response.status(Status.create(status));
        headers.forEach(response::header);
        response.header(CONTENT_TYPE).send(body());
    }

    /** The JSON. */
    public ObjectNode json() {
        ObjectNode json =
                Json.object()
                        .put("type", "urn:kheish:problem:" + code)
                        .put("title", title(status))
                        .put("status", status)
                        .put("detail", detail)
                        .put("code", code);
        if (domain != null) {
            json.put("domain", domain);
        }
        json.setAll(members);
        return json;
    }

    /** The JSON as bytes. */
    byte[] body() {
        return Json.bytes(json());
    }

    /** The code of a problem that only its status tells of. */
    static String genericCode(int status) {
        return switch (status) {
            case 400 -> "bad_request";
            case 401 -> "unauthorized";
            case 403 -> "forbidden";
            case 404 -> "not_found";
            case 405 -> "method_not_allowed";
            case 409 -> "conflict";
            case 413 -> "payload_too_large";
            case 429 -> "rate_limited";
            case 500 -> "internal_error";
            case 503 -> "service_unavailable";
            default -> "daemon_error";
        };
    }

    private static String title(int status) {
        return switch (status) {
            case 400 -> "Bad Request";
            case 401 -> "Unauthorized";
            case 403 -> "Forbidden";
            case 404 -> "Not Found";
            case 405 -> "Method Not Allowed";
            case 408 -> "Request Timeout";
            case 409 -> "Conflict";
            case 410 -> "Gone";
            case 412 -> "Precondition Failed";
            case 413 -> "Payload Too Large";
            case 414 -> "URI Too Long";
            case 415 -> "Unsupported Media Type";
            case 416 -> "Range Not Satisfiable";
            case 422 -> "Unprocessable Entity";
            case 429 -> "Too Many Requests";
            case 431 -> "Request Header Fields Too Large";
            case 500 -> "Internal Server Error";
            case 501 -> "Not Implemented";
            case 502 -> "Bad Gateway";
            case 503 -> "Service Unavailable";
            default -> "Daemon Error";
        };
    }
}
