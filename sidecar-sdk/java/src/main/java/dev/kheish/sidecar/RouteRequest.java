package dev.kheish.sidecar;

import dev.kheish.sidecar.http.HttpRequest;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Optional;

/** A request to one of the author's own routes; its body is there already. Immutable. */
public final class RouteRequest {
    private final HttpRequest request;
    private final byte[] body;

    RouteRequest(HttpRequest request, byte[] body) {
        this.request = request;
        this.body = body;
    }

    /** Such as {@code POST}. */
    public String method() {
        return request.method();
    }

    /** The path as it was sent, still percent-encoded, without the query. */
    public String path() {
        return request.path();
    }

    /** The query as it was sent, without the question mark; empty if there is none. */
    public String rawQuery() {
        return request.query();
    }

    /**
     * The first value of a query parameter, decoded.
     *
     * @throws IllegalArgumentException if its percent-encoding is broken
     */
    public Optional<String> query(String name) {
        for (String pair : request.query().split("&", -1)) {
            int equals = pair.indexOf('=');
            String key = equals < 0 ? pair : pair.substring(0, equals);
            if (!pair.isEmpty() && decoded(key).equals(name)) {
                return Optional.of(equals < 0 ? "" : decoded(pair.substring(equals + 1)));
            }
        }
        return Optional.empty();
    }

    private static String decoded(String text) {
        return URLDecoder.decode(text, StandardCharsets.UTF_8);
    }

    /** The first value of a header field; names in any case, values as ISO-8859-1. */
    public Optional<String> header(String name) {
        return request.header(name.toLowerCase(Locale.ROOT)).stream().findFirst();
    }

    /** The body, byte for byte: what signatures are made over. A copy. */
    public byte[] body() {
        return body.clone();
    }

    /** The body as UTF-8, malformed bytes replaced. */
    public String text() {
        return new String(body, StandardCharsets.UTF_8);
    }

    /**
     * The body as a JSON object.
     *
     * @throws JsonException if it is none; let it pass to answer 400
     */
    public JsonObject json() {
        return JsonObject.parse(body);
    }
}
