package dev.kheish.sidecar;

import dev.kheish.sidecar.http.HttpReply;

import java.nio.charset.StandardCharsets;

/** What a route answers. Immutable. */
public final class Response {
    private final HttpReply reply;

    private Response(HttpReply reply) {
        this.reply = reply;
    }

    /** JSON. */
    public static Response json(int status, JsonObject body) {
        return of(status, "application/json", body.toString().getBytes(StandardCharsets.UTF_8));
    }

    /** Plain text in UTF-8. */
    public static Response text(int status, String body) {
        return of(status, "text/plain; charset=utf-8", body.getBytes(StandardCharsets.UTF_8));
    }

    /**
     * Any bytes.
     *
     * @param status from 200 to 599
     * @throws IllegalArgumentException if the status or the type cannot be sent
     */
    public static Response of(int status, String contentType, byte[] body) {
        if (status < 200 || status > 599) {
            throw new IllegalArgumentException("No status to end a request with: " + status);
        }
        return new Response(HttpReply.of(status, visible(contentType), body.clone()));
    }

    /**
     * The same with one header field more.
     *
     * @throws IllegalArgumentException if the name or the value cannot be sent
     */
    public Response header(String name, String value) {
        return new Response(reply.with(visible(name), visible(value)));
    }

    /** Its status. */
    public int status() {
        return reply.status();
    }

    HttpReply reply() {
        return reply;
    }

    private static String visible(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c < ' ' || c > '~') {
                throw new IllegalArgumentException("A header has visible ASCII characters only.");
            }
        }
        return text;
    }
}
