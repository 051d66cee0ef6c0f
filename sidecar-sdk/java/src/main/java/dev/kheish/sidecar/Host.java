package dev.kheish.sidecar;

import dev.kheish.sidecar.http.HttpAnswer;
import dev.kheish.sidecar.http.HttpCall;
import dev.kheish.sidecar.http.HttpCaller;

import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;

/** Single calls to the host, without repeats. Safe for use by many threads. */
final class Host {
    private static final String HEX = "0123456789ABCDEF";

    private final HttpCaller caller = new HttpCaller();
    private final String root;
    private final String connectorPath;

    Host(URI root, String connector) {
        this.root = root.toString();
        this.connectorPath = "/v1/connectors/external/" + segment(connector);
    }

    /** Posts JSON below the connector's path. */
    HttpAnswer post(String path, String json, @Nullable String token, Duration timeout)
            throws IOException {
        Map<String, String> headers = headers(token);
        headers.put("Content-Type", "application/json");
        return caller.call(new HttpCall("POST", uri(connectorPath + path), headers, json, timeout));
    }

    /** Gets something below the connector's path. */
    HttpAnswer get(String path, @Nullable String token, Duration timeout) throws IOException {
        return caller.call(
                new HttpCall("GET", uri(connectorPath + path), headers(token), null, timeout));
    }

    /** Gets something by its whole path, with more header fields. */
    HttpAnswer download(
            String wholePath, Map<String, String> more, @Nullable String token, Duration timeout)
            throws IOException {
        Map<String, String> headers = headers(token);
        headers.putAll(more);
        return caller.call(new HttpCall("GET", uri(wholePath), headers, null, timeout));
    }

    private URI uri(String path) {
        return URI.create(root + path);
    }

    private static Map<String, String> headers(@Nullable String token) {
        Map<String, String> headers = new LinkedHashMap<>();
        if (token != null) {
            headers.put("Authorization", "Bearer " + token);
        }
        return headers;
    }

    /** Percent-encodes whatever cannot stand in a path as it is. */
    static String segment(String text) {
        var encoded = new StringBuilder();
        for (byte b : text.getBytes(StandardCharsets.UTF_8)) {
            boolean plain =
                    (b >= 'a' && b <= 'z')
                            || (b >= 'A' && b <= 'Z')
                            || (b >= '0' && b <= '9')
                            || b == '.'
                            || b == '_'
                            || b == '-';
            if (plain) {
                encoded.append((char) b);
            } else {
                encoded.append('%').append(HEX.charAt((b >> 4) & 15)).append(HEX.charAt(b & 15));
            }
        }
        return encoded.toString();
    }
}
