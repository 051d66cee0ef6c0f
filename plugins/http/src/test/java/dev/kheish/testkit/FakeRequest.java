package dev.kheish.testkit;

import dev.kheish.spi.IngressRequest;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A request that remembers whether its body was read and whether its sender was trusted by then.
 */
public final class FakeRequest implements IngressRequest {
    private final String rawPathAndQuery;
    private final byte[] body;
    private final List<Map.Entry<String, String>> headers = new ArrayList<>();
    private boolean bodyRead;
    private boolean authenticated;
    private boolean readByStranger;

    private FakeRequest(String rawPathAndQuery, byte[] body) {
        this.rawPathAndQuery = rawPathAndQuery;
        this.body = body;
    }

    public static FakeRequest post(String rawPathAndQuery, byte[] body) {
        return new FakeRequest(rawPathAndQuery, body);
    }

    public static FakeRequest post(String rawPathAndQuery, String body) {
        return post(rawPathAndQuery, body.getBytes(StandardCharsets.UTF_8));
    }

    public FakeRequest with(String header, String value) {
        headers.add(Map.entry(header, value));
        return this;
    }

    public boolean isBodyRead() {
        return bodyRead;
    }

    public boolean isAuthenticated() {
        return authenticated;
    }

    /** Whether the body was read before the sender had proved anything. */
    public boolean isReadByStranger() {
        return readByStranger;
    }

    @Override
    public String method() {
        return "POST";
    }

    @Override
    public String rawPathAndQuery() {
        return rawPathAndQuery;
    }

    @Override
    public String pathParameter(String name) {
        throw new IllegalArgumentException("the route has no {" + name + "}");
    }

    @Override
    public Optional<String> queryParameter(String name) {
        return Optional.empty();
    }

    @Override
    public Optional<String> header(String name) {
        return headers(name).stream().findFirst();
    }

    @Override
    public List<String> headers(String name) {
        return headers.stream()
                .filter(header -> header.getKey().equalsIgnoreCase(name))
                .map(Map.Entry::getValue)
                .toList();
    }

    @Override
    public String remoteAddress() {
        return "192.0.2.1";
    }

    @Override
    public boolean isLocal() {
        return false;
    }

    @Override
    public void authenticated() {
        authenticated = true;
    }

    @Override
    public byte[] body() {
        bodyRead = true;
        readByStranger |= !authenticated;
        return body;
    }
}
