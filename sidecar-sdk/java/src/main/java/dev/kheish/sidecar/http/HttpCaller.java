package dev.kheish.sidecar.http;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.HttpURLConnection;
import java.net.Proxy;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Makes calls: no proxy, no redirects, no cookies; connections are kept and used again. Safe for
 * use by many threads. A thread that waits here does not notice an interrupt before the timeout,
 * unless it is a virtual one.
 */
public final class HttpCaller {
    private static final int CONNECT_MILLIS = 10_000;

    /** Makes one call. The caller closes the answer. */
    public HttpAnswer call(HttpCall call) throws IOException {
        var connection = (HttpURLConnection) call.uri().toURL().openConnection(Proxy.NO_PROXY);
        int timeout = (int) Math.min(Integer.MAX_VALUE, call.timeout().toMillis());
        connection.setConnectTimeout(Math.min(CONNECT_MILLIS, timeout));
        connection.setReadTimeout(timeout);
        connection.setInstanceFollowRedirects(false);
        connection.setUseCaches(false);
        connection.setRequestMethod(call.method());
        connection.setRequestProperty("User-Agent", "kheish-sidecar-java");
        connection.setRequestProperty("Accept", "*/*");
        call.headers().forEach(connection::setRequestProperty);
        String body = call.body();
        if (body != null) {
            connection.setDoOutput(true);
            try (OutputStream out = connection.getOutputStream()) {
                out.write(body.getBytes(StandardCharsets.UTF_8));
            }
        }
        int status = connection.getResponseCode();
        if (status < 0) {
            throw new IOException("The answer is not HTTP.");
        }
        return new HttpAnswer(status, headers(connection), body(connection, status));
    }

    private static InputStream body(HttpURLConnection connection, int status) throws IOException {
        if (status < 400) {
            return connection.getInputStream();
        }
        InputStream error = connection.getErrorStream();
        return error == null ? InputStream.nullInputStream() : error;
    }

    private static Map<String, String> headers(HttpURLConnection connection) {
        Map<String, String> headers = new LinkedHashMap<>();
        // Field 0 is the status line.
        for (int i = 1; ; i++) {
            String name = connection.getHeaderFieldKey(i);
            String value = connection.getHeaderField(i);
            if (name == null || value == null) {
                return headers;
            }
            headers.putIfAbsent(name, value);
        }
    }
}
