package dev.kheish.sidecar;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;

/** Speaks to a sidecar's socket, byte by byte. */
final class Wire {
    private static final int PATIENCE_MILLIS = 20_000;

    private Wire() {}

    /** Sends raw bytes and reads until the sidecar closes. */
    static Answer send(int port, byte[] bytes) throws IOException {
        try (var socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            socket.setSoTimeout(PATIENCE_MILLIS);
            socket.getOutputStream().write(bytes);
            return Answer.parse(
                    new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8));
        }
    }

    /** A request with a text body (null: none) and the token {@code t-1}. */
    static Answer call(int port, String method, String path, String body) throws IOException {
        Map<String, String> headers = new LinkedHashMap<>();
        headers.put("Authorization", "Bearer t-1");
        return send(
                port,
                request(
                        method,
                        path,
                        headers,
                        body == null ? null : body.getBytes(StandardCharsets.UTF_8)));
    }

    static byte[] request(String method, String path, Map<String, String> headers, byte[] body) {
        var head = new StringBuilder(method + " " + path + " HTTP/1.1\r\nHost: x\r\n");
        headers.forEach((name, value) -> head.append(name + ": " + value + "\r\n"));
        if (body != null) {
            head.append("Content-Length: " + body.length + "\r\n");
        }
        head.append("Connection: close\r\n\r\n");
        var whole = new ByteArrayOutputStream();
        whole.writeBytes(head.toString().getBytes(StandardCharsets.UTF_8));
        whole.writeBytes(body == null ? new byte[0] : body);
        return whole.toByteArray();
    }

    /** One answer. */
    record Answer(int status, String head, String body) {
        static Answer parse(String text) throws IOException {
            if (text.isEmpty()) {
                // What a caller sees who comes while the sidecar is closing.
                throw new IOException("Closed without an answer.");
            }
            int end = text.indexOf("\r\n\r\n");
            if (end < 0) {
                throw new AssertionError("No whole answer: '" + text + "'");
            }
            int status = Integer.parseInt(text.substring(9, 12));
            return new Answer(status, text.substring(0, end), text.substring(end + 4));
        }

        JsonObject json() {
            return JsonObject.parse(body);
        }
    }
}
