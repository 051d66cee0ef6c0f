package dev.kheish.sidecar.http;

import dev.kheish.sidecar.json.JsonWriter;

import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;

/** One answer of the server. Immutable as long as nobody writes into its body. */
public final class HttpReply {
    private final int status;
    private final String contentType;
    private final byte[] body;
    private final Map<String, String> headers;

    private HttpReply(int status, String contentType, byte[] body, Map<String, String> headers) {
        this.status = status;
        this.contentType = contentType;
        this.body = body;
        this.headers = headers;
    }

    /** With any bytes, which are not copied. */
    public static HttpReply of(int status, String contentType, byte[] body) {
        return new HttpReply(status, contentType, body, Map.of());
    }

    /** With a JSON value. */
    public static HttpReply json(int status, Map<String, ?> body) {
        return of(
                status,
                "application/json",
                JsonWriter.write(body).getBytes(StandardCharsets.UTF_8));
    }

    /** {@code {"error": code}}. */
    public static HttpReply error(int status, String code) {
        return json(status, Map.of("error", code));
    }

    /** The same with one header field more. */
    public HttpReply with(String name, String value) {
        Map<String, String> more = new LinkedHashMap<>(headers);
        more.put(name, value);
        return new HttpReply(status, contentType, body, more);
    }

    /** Such as 200. */
    public int status() {
        return status;
    }

    String contentType() {
        return contentType;
    }

    byte[] body() {
        return body;
    }

    Map<String, String> headers() {
        return headers;
    }
}
