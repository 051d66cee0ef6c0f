package dev.kheish.host.api;

import com.fasterxml.jackson.databind.JsonNode;

import dev.kheish.host.json.Json;
import dev.kheish.host.web.Problem;
import dev.kheish.host.web.ServerLimits;

import io.helidon.http.HeaderNames;
import io.helidon.webserver.WebServer;
import io.helidon.webserver.WebServerConfig;
import io.helidon.webserver.http.HttpService;
import io.helidon.webserver.http.ServerRequest;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * A real server on a free port with the given resources, and a client for it. The token is the name
 * of a role: {@code admin}, {@code read-only}, {@code worker}; the fixture's gate believes it.
 */
public final class TestServer implements AutoCloseable {
    private final WebServer server;
    private final HttpClient client =
            HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(10)).build();

    private TestServer(WebServer server) {
        this.server = server;
    }

    /** Starts it with a gate that takes role names as tokens. */
    public static TestServer with(HttpService... services) {
        return with(new TrustingGate(), ServerLimits.defaults(), services);
    }

    /** Starts it. */
    public static TestServer with(Gate gate, ServerLimits limits, HttpService... services) {
        WebServerConfig.Builder config =
                WebServer.builder().address(InetAddress.getLoopbackAddress()).port(0);
        limits.apply(config);
        config.routing(routing -> new ControlPlane(gate, List.of(services)).register(routing));
        return new TestServer(config.build().start());
    }

    /** A gate that takes role names as tokens. */
    public static Gate trustingGate() {
        return new TrustingGate();
    }

    public int port() {
        return server.port();
    }

    public URI uri(String pathAndQuery) {
        return URI.create("http://127.0.0.1:" + port() + pathAndQuery);
    }

    public HttpResponse<String> get(String pathAndQuery) throws IOException, InterruptedException {
        return send(request(pathAndQuery).GET());
    }

    public HttpResponse<String> delete(String pathAndQuery)
            throws IOException, InterruptedException {
        return send(request(pathAndQuery).DELETE());
    }

    public HttpResponse<String> post(String pathAndQuery, String json)
            throws IOException, InterruptedException {
        return send(request(pathAndQuery).POST(HttpRequest.BodyPublishers.ofString(json)));
    }

    public HttpResponse<String> put(String pathAndQuery, String json)
            throws IOException, InterruptedException {
        return send(request(pathAndQuery).PUT(HttpRequest.BodyPublishers.ofString(json)));
    }

    /** A request as admin. */
    public HttpRequest.Builder request(String pathAndQuery) {
        return HttpRequest.newBuilder(uri(pathAndQuery))
                .timeout(Duration.ofSeconds(30))
                .setHeader("Authorization", "Bearer admin");
    }

    public HttpResponse<String> send(HttpRequest.Builder request)
            throws IOException, InterruptedException {
        return client.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }

    public <T> HttpResponse<T> send(
            HttpRequest.Builder request, HttpResponse.BodyHandler<T> handler)
            throws IOException, InterruptedException {
        return client.send(request.build(), handler);
    }

    /** Sends bytes as they are and reads until the server closes. */
    public String raw(String bytes) throws IOException {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port())) {
            socket.setSoTimeout(10_000);
            socket.getOutputStream().write(bytes.getBytes(StandardCharsets.ISO_8859_1));
            socket.getOutputStream().flush();
            InputStream in = socket.getInputStream();
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    public static JsonNode json(HttpResponse<String> response) {
        return Json.readStored(response.body());
    }

    @Override
    public void close() {
        client.shutdownNow();
        server.stop();
    }

    /** Takes the name of a role as its token. */
    private static final class TrustingGate implements Gate {
        @Override
        public Caller require(ServerRequest request, Access access) {
            String header = request.headers().value(HeaderNames.AUTHORIZATION).orElse("");
            Optional<Role> role = Role.of(header.replace("Bearer ", ""));
            if (role.isEmpty()) {
                throw Problem.of(401, "missing_token", "No token.").exception();
            }
            if (!access.allows(role.get())) {
                throw Problem.of(403, "insufficient_access", "Needs " + access.names() + ".")
                        .exception();
            }
            return new Caller("test-" + role.get().text(), role.get());
        }
    }
}
