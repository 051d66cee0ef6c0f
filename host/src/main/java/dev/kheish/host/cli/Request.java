package dev.kheish.host.cli;

import com.fasterxml.jackson.databind.JsonNode;

import org.jspecify.annotations.Nullable;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;

/** One request to the daemon in the making. For one thread. */
final class Request {
    private static final String UNRESERVED = "-._~";

    private final String method;
    private final StringBuilder path = new StringBuilder();
    private final Map<String, String> headers = new LinkedHashMap<>();
    private boolean hasQuery;
    private @Nullable JsonNode body;
    private Duration timeout = Duration.ofSeconds(60);

    private Request(String method, String... segments) {
        this.method = method;
        for (String segment : segments) {
            // Clients and proxies resolve dots away, encoded or not, and the request would reach
            // another resource.
            if (segment.isEmpty() || segment.equals(".") || segment.equals("..")) {
                throw CommandFailure.usage("'" + segment + "' cannot be a name or an id.");
            }
            path.append('/').append(encode(segment));
        }
    }

    static Request get(String... segments) {
        return new Request("GET", segments);
    }

    static Request post(String... segments) {
        return new Request("POST", segments);
    }

    static Request put(String... segments) {
        return new Request("PUT", segments);
    }

    static Request delete(String... segments) {
        return new Request("DELETE", segments);
    }

    /** Adds a parameter, unless the value is null. */
    Request query(String name, @Nullable Object value) {
        if (value != null) {
            path.append(hasQuery ? '&' : '?').append(name).append('=');
            path.append(encode(value.toString()));
            hasQuery = true;
        }
        return this;
    }

    /** Adds a header, unless the value is null. */
    Request header(String name, @Nullable String value) {
        if (value != null) {
            if (value.chars().anyMatch(c -> c < 0x20 || c > 0x7e)) {
                throw CommandFailure.usage(
                        "The value of " + name + " may hold visible ASCII only.");
            }
            headers.put(name, value);
        }
        return this;
    }

    Request json(JsonNode document) {
        body = document;
        return this;
    }

    Request timeout(Duration limit) {
        timeout = limit;
        return this;
    }

    String method() {
        return method;
    }

    /** Path and query, encoded. */
    String path() {
        return path.toString();
    }

    Map<String, String> headers() {
        return headers;
    }

    @Nullable JsonNode body() {
        return body;
    }

    Duration timeout() {
        return timeout;
    }

    private static String encode(String text) {
        StringBuilder out = new StringBuilder(text.length() + 8);
        for (byte b : text.getBytes(StandardCharsets.UTF_8)) {
            char c = (char) (b & 0xff);
            boolean plain =
                    (c >= 'a' && c <= 'z')
                            || (c >= 'A' && c <= 'Z')
                            || (c >= '0' && c <= '9')
                            || UNRESERVED.indexOf(c) >= 0;
            if (plain) {
                out.append(c);
            } else {
                out.append('%');
                out.append(Character.toUpperCase(Character.forDigit(c >> 4, 16)));
                out.append(Character.toUpperCase(Character.forDigit(c & 15, 16)));
            }
        }
        return out.toString();
    }
}
