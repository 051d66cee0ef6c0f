package dev.kheish.testkit;

import dev.kheish.spi.Egress;
import dev.kheish.spi.EgressException;
import dev.kheish.spi.EgressRequest;
import dev.kheish.spi.EgressResponse;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * Remembers what is sent and gives the answer it was told to. Its URL check knows schemes, user
 * information, {@code localhost} and {@code 127.0.0.1}; the host's knows every other address too.
 */
public final class FakeEgress implements Egress {
    private final List<EgressRequest> sent = new ArrayList<>();
    private EgressResponse answer = answer(200, "", Map.of());
    private EgressException failure;

    public FakeEgress answering(int status, String body, Map<String, String> headers) {
        answer = answer(status, body, headers);
        failure = null;
        return this;
    }

    public FakeEgress failing(EgressException.Reason reason) {
        failure = new EgressException(reason, "No answer from https://example.com: " + reason);
        return this;
    }

    public List<EgressRequest> sent() {
        return sent;
    }

    @Override
    public EgressResponse send(EgressRequest request) throws EgressException {
        sent.add(request);
        if (failure != null) {
            throw failure;
        }
        return answer;
    }

    @Override
    public String checkUrl(String url, boolean allowPrivate) throws EgressException {
        URI uri;
        try {
            uri = URI.create(url);
        } catch (IllegalArgumentException e) {
            throw new EgressException(EgressException.Reason.INVALID_URL, "This is no URL.");
        }
        boolean http = "http".equals(uri.getScheme()) || "https".equals(uri.getScheme());
        if (!http || uri.getHost() == null || uri.getUserInfo() != null) {
            throw new EgressException(EgressException.Reason.INVALID_URL, "This URL is of no use.");
        }
        String host = uri.getHost().toLowerCase(Locale.ROOT);
        if (!allowPrivate && (host.equals("localhost") || host.equals("127.0.0.1"))) {
            throw new EgressException(
                    EgressException.Reason.BLOCKED_ADDRESS, "The host is not public.");
        }
        return url.replace(uri.getHost(), host);
    }

    private static EgressResponse answer(int status, String body, Map<String, String> headers) {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        return new EgressResponse() {
            @Override
            public int status() {
                return status;
            }

            @Override
            public Optional<String> header(String name) {
                return Optional.ofNullable(headers.get(name));
            }

            @Override
            public byte[] body() {
                return bytes;
            }
        };
    }
}
