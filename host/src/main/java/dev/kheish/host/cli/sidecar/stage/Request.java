package dev.kheish.host.cli.sidecar.stage;

import org.jspecify.annotations.Nullable;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** What is asked of a sidecar, down to the bytes. Cannot be changed. */
public final class Request {
    private static final int SHOWN = 700;

    private final String method;
    private final String path;
    private final Bearer bearer;
    private final List<String> headers;
    private final String body;
    private final @Nullable String length;

    private Request(
            String line,
            Bearer bearer,
            List<String> headers,
            String body,
            @Nullable String length) {
        this.method = line.substring(0, line.indexOf(' '));
        this.path = line.substring(line.indexOf(' ') + 1);
        this.bearer = bearer;
        this.headers = List.copyOf(headers);
        this.body = body;
        this.length = length;
    }

    public static Request get(String path) {
        return new Request("GET " + path, Bearer.NONE, List.of(), "", null);
    }

    /** JSON, or what pretends to be it. */
    public static Request post(String path, String body) {
        String length = Integer.toString(body.getBytes(StandardCharsets.UTF_8).length);
        List<String> headers = List.of("Content-Type: application/json");
        return new Request("POST " + path, Bearer.NONE, headers, body, length);
    }

    public Request as(Bearer sender) {
        return new Request(line(), sender, headers, body, length);
    }

    public Request header(String name, String value) {
        List<String> more = new ArrayList<>(headers);
        more.add(name + ": " + value);
        return new Request(line(), bearer, more, body, length);
    }

    /** With this Content-Length, whatever the body is; null sends none. */
    public Request declaring(@Nullable String contentLength) {
        return new Request(line(), bearer, headers, body, contentLength);
    }

    /** As it goes over the wire. */
    byte[] bytes(String host, String prefix) {
        StringBuilder head = new StringBuilder(256);
        head.append(method).append(' ').append(prefix).append(path).append(" HTTP/1.1\r\n");
        head.append("Host: ").append(host).append("\r\n");
        if (bearer.header() != null) {
            head.append("Authorization: ").append(bearer.header()).append("\r\n");
        }
        headers.forEach(header -> head.append(header).append("\r\n"));
        head.append("User-Agent: kheish-sidecar-check\r\n");
        if (length != null) {
            head.append("Content-Length: ").append(length).append("\r\n");
        }
        byte[] first = head.append("\r\n").toString().getBytes(StandardCharsets.UTF_8);
        byte[] rest = body.getBytes(StandardCharsets.UTF_8);
        byte[] all = Arrays.copyOf(first, first.length + rest.length);
        System.arraycopy(rest, 0, all, first.length, rest.length);
        return all;
    }

    /** For people: without the token, and not more of the body than fits on a screen. */
    public String shown() {
        StringBuilder out = new StringBuilder(line());
        out.append("\nAuthorization: ").append(bearer.label());
        headers.forEach(header -> out.append('\n').append(header));
        if (method.equals("POST")) {
            out.append("\nContent-Length: ").append(length == null ? "none" : length);
            out.append("\n\n").append(Texts.cut(body, SHOWN));
        }
        return out.toString();
    }

    private String line() {
        return method + " " + path;
    }
}
