package dev.kheish.testkit;

import dev.kheish.spi.IngressRequest;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A request that remembers whether its body was read and whether its sender was trusted by then.
 */
public final class FakeRequest implements IngressRequest {
    private final String method;
    private final String rawPathAndQuery;
    private final byte[] body;
    private final Map<String, String> parameters = new HashMap<>();
    private final List<Map.Entry<String, String>> headers = new ArrayList<>();
    private boolean bodyRead;
    private boolean authenticated;
    private boolean readByStranger;
    private boolean local;

    private FakeRequest(String method, String rawPathAndQuery, byte[] body) {
        this.method = method;
        this.rawPathAndQuery = rawPathAndQuery;
        this.body = body;
    }

    public static FakeRequest post(String rawPathAndQuery, byte[] body) {
        return new FakeRequest("POST", rawPathAndQuery, body);
    }

    public static FakeRequest get(String rawPathAndQuery) {
        return new FakeRequest("GET", rawPathAndQuery, new byte[0]);
    }

    public static FakeRequest post(String rawPathAndQuery, String body) {
        return post(rawPathAndQuery, body.getBytes(StandardCharsets.UTF_8));
    }

    public FakeRequest with(String header, String value) {
        headers.add(Map.entry(header, value));
        return this;
    }

    /** What a segment in braces of the route's path stands for. */
    public FakeRequest parameter(String name, String value) {
        parameters.put(name, value);
        return this;
    }

    /** Says that the caller sits on this machine. */
    public FakeRequest local() {
        local = true;
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
        return method;
    }

    @Override
    public String rawPathAndQuery() {
        return rawPathAndQuery;
    }

    @Override
    public String pathParameter(String name) {
        String value = parameters.get(name);
        if (value == null) {
            throw new IllegalArgumentException("the route has no {" + name + "}");
        }
        return value;
    }

    @Override
    public Optional<String> queryParameter(String name) {
        int query = rawPathAndQuery.indexOf('?');
        if (query < 0) {
            return Optional.empty();
        }
        return Stream.of(rawPathAndQuery.substring(query + 1).split("&"))
                .map(pair -> pair.split("=", 2))
                .filter(pair -> decoded(pair[0]).equals(name))
                .map(pair -> pair.length == 1 ? "" : decoded(pair[1]))
                .findFirst();
    }

    private static String decoded(String text) {
        return URLDecoder.decode(text, StandardCharsets.UTF_8);
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
        return local;
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
