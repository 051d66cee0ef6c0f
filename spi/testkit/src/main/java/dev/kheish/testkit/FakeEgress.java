package dev.kheish.testkit;

import dev.kheish.spi.Egress;
import dev.kheish.spi.EgressException;
import dev.kheish.spi.EgressRequest;
import dev.kheish.spi.EgressResponse;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
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
    private final Map<String, EgressResponse> answers = new LinkedHashMap<>();
    private Peer peer = _ -> response(200, "", Map.of());
    private Optional<EgressException> failure = Optional.empty();

    /** Who answers, where one answer for everything does not do. */
    @FunctionalInterface
    public interface Peer {
        EgressResponse answer(EgressRequest request) throws EgressException, InterruptedException;
    }

    public FakeEgress answering(int status, String body, Map<String, String> headers) {
        return answering(_ -> response(status, body, headers));
    }

    public FakeEgress answering(Peer other) {
        peer = other;
        failure = Optional.empty();
        return this;
    }

    /** Answers requests to URLs with this end in another way than all others. */
    public FakeEgress answeringAt(String urlEnd, int status, String body) {
        answers.put(urlEnd, response(status, body, Map.of()));
        return this;
    }

    public FakeEgress failing(EgressException.Reason reason) {
        failure = Optional.of(failure(reason));
        return this;
    }

    public static EgressException failure(EgressException.Reason reason) {
        return new EgressException(reason, "No answer from https://example.com: " + reason);
    }

    public List<EgressRequest> sent() {
        return sent;
    }

    @Override
    public EgressResponse send(EgressRequest request) throws EgressException, InterruptedException {
        sent.add(request);
        if (failure.isPresent()) {
            throw failure.get();
        }
        for (Map.Entry<String, EgressResponse> each : answers.entrySet()) {
            if (request.url().endsWith(each.getKey())) {
                return each.getValue();
            }
        }
        return peer.answer(request);
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

    public static EgressResponse response(int status, String body, Map<String, String> headers) {
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
