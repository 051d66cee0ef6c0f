package dev.kheish.spi;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/** One request to send. Immutable; every method gives a changed copy. */
public final class EgressRequest {
    private static final Duration DEFAULT_TIMEOUT = Duration.ofSeconds(15);
    private static final int DEFAULT_RESPONSE_LIMIT = 64 * 1024;

    private final String method;
    private final String url;
    private final List<Map.Entry<String, String>> headers;
    private final byte[] body;
    private final Limits limits;
    private final boolean allowPrivate;
    private final @Nullable String trustedOrigin;

    private EgressRequest(
            String method,
            String url,
            List<Map.Entry<String, String>> headers,
            byte[] body,
            Limits limits,
            boolean allowPrivate,
            @Nullable String trustedOrigin) {
        this.method = method;
        this.url = Objects.requireNonNull(url, "url");
        this.headers = List.copyOf(headers);
        this.body = body;
        this.limits = limits;
        this.allowPrivate = allowPrivate;
        this.trustedOrigin = trustedOrigin;
    }

    private record Limits(Duration timeout, int responseBytes, boolean truncate) {}

    /** A GET request. */
    public static EgressRequest get(String url) {
        return new EgressRequest("GET", url, List.of(), new byte[0], defaults(), false, null);
    }

    /**
     * A POST request, sent with {@code Content-Length}. The array is not copied; leave it alone.
     */
    public static EgressRequest post(String url, String contentType, byte[] body) {
        return new EgressRequest("POST", url, List.of(), body, defaults(), false, null)
                .withHeader("Content-Type", contentType);
    }

    private static Limits defaults() {
        return new Limits(DEFAULT_TIMEOUT, DEFAULT_RESPONSE_LIMIT, false);
    }

    /**
     * Adds a header. {@code Host}, {@code Content-Length} and hop-by-hop headers are the client's
     * own.
     */
    public EgressRequest withHeader(String name, String value) {
        List<Map.Entry<String, String>> more = new ArrayList<>(headers);
        more.add(Map.entry(name, value));
        return new EgressRequest(method, url, more, body, limits, allowPrivate, trustedOrigin);
    }

    /** Time for the whole exchange, 15 s by default. */
    public EgressRequest withTimeout(Duration timeout) {
        Limits changed = new Limits(timeout, limits.responseBytes, limits.truncate);
        return new EgressRequest(method, url, headers, body, changed, allowPrivate, trustedOrigin);
    }

    /** Largest answer in bytes, 64 KiB by default; a larger one is {@code TOO_LARGE}. */
    public EgressRequest withResponseLimit(int bytes) {
        Limits changed = new Limits(limits.timeout, bytes, false);
        return new EgressRequest(method, url, headers, body, changed, allowPrivate, trustedOrigin);
    }

    /**
     * Reads at most this many bytes of the answer and drops the rest, for answers nobody relies on.
     */
    public EgressRequest withResponseCutAt(int bytes) {
        Limits changed = new Limits(limits.timeout, bytes, true);
        return new EgressRequest(method, url, headers, body, changed, allowPrivate, trustedOrigin);
    }

    /** Lets the request reach addresses that are not public; for what an operator configured. */
    public EgressRequest allowingPrivateNetwork() {
        return new EgressRequest(method, url, headers, body, limits, true, trustedOrigin);
    }

    /**
     * Lets the request reach this very origin (scheme, host and port) wherever it is; for a base
     * URL that an operator configured. Requests to any other origin stay guarded.
     */
    public EgressRequest trusting(String origin) {
        return new EgressRequest(
                method,
                url,
                headers,
                body,
                limits,
                allowPrivate,
                Objects.requireNonNull(origin, "origin"));
    }

    /** {@code GET} or {@code POST}. */
    public String method() {
        return method;
    }

    /** Absolute URL. */
    public String url() {
        return url;
    }

    /** Headers in order. */
    public List<Map.Entry<String, String>> headers() {
        return headers;
    }

    /** The body; not a copy. */
    public byte[] body() {
        return body;
    }

    /** Time for the whole exchange. */
    public Duration timeout() {
        return limits.timeout;
    }

    /** Largest answer in bytes. */
    public int responseLimit() {
        return limits.responseBytes;
    }

    /** Whether a longer answer is cut instead of refused. */
    public boolean cutsResponse() {
        return limits.truncate;
    }

    /** Whether addresses that are not public are allowed. */
    public boolean allowsPrivateNetwork() {
        return allowPrivate;
    }

    /** The origin that is allowed wherever it is. */
    public Optional<String> trustedOrigin() {
        return Optional.ofNullable(trustedOrigin);
    }
}
