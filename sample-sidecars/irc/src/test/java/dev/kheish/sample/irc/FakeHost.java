package dev.kheish.sample.irc;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;

import dev.kheish.sidecar.JsonObject;
import dev.kheish.sidecar.Sidecar;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** A host that takes every event (unless told otherwise), lends one password, and delivers. */
final class FakeHost implements AutoCloseable {
    private static final String PREFIX = "KHEISH_EXTERNAL_CONNECTOR_";

    private final HttpServer server;
    private final HttpClient client = HttpClient.newHttpClient();
    private final BlockingQueue<JsonObject> events = new LinkedBlockingQueue<>();
    private volatile String password = "s3cret";
    private volatile int status = 200;

    FakeHost() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 100);
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.createContext("/v1/connectors/external/irc/events/batch", this::takeEvents);
        server.createContext(
                "/v1/connectors/external/irc/credentials/IRC_PASSWORD",
                exchange -> answer(exchange, 200, "{\"value\":\"" + password + "\"}"));
        server.start();
    }

    private void takeEvents(HttpExchange exchange) throws IOException {
        byte[] body = exchange.getRequestBody().readAllBytes();
        if (status != 200) {
            answer(exchange, status, "{\"code\":\"conflict\"}");
            return;
        }
        var batch = JsonObject.parse(new String(body, StandardCharsets.UTF_8)).objects("events");
        events.addAll(batch);
        String results = "{\"status\":\"accepted\"},".repeat(batch.size());
        answer(exchange, 200, "{\"results\":[" + results.substring(0, results.length() - 1) + "]}");
    }

    private static void answer(HttpExchange exchange, int status, String json) throws IOException {
        try (exchange) {
            byte[] body = json.getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(status, body.length);
            exchange.getResponseBody().write(body);
        }
    }

    /** What it answers to events from now on. */
    void status(int next) {
        status = next;
    }

    void password(String next) {
        password = next;
    }

    /** The next event. */
    JsonObject event() throws InterruptedException {
        JsonObject event = events.poll(20, TimeUnit.SECONDS);
        if (event == null) {
            throw new AssertionError("No event came.");
        }
        return event;
    }

    boolean hasNoEvent() {
        return events.isEmpty();
    }

    /** The environment that it would start the sidecar with. */
    Map<String, String> environment() throws IOException {
        Map<String, String> environment = new HashMap<>();
        environment.put(PREFIX + "NAME", "irc");
        try (var free = new ServerSocket(0)) {
            environment.put(PREFIX + "BASE_URL", "http://127.0.0.1:" + free.getLocalPort());
        }
        environment.put(
                PREFIX + "DAEMON_BASE_URL", "http://127.0.0.1:" + server.getAddress().getPort());
        environment.put(PREFIX + "CREDENTIAL_TOKEN", "lease");
        environment.put(PREFIX + "CREDENTIAL_KEYS_JSON", "[\"IRC_PASSWORD\"]");
        return environment;
    }

    /** Delivers something; the answer. */
    JsonObject deliver(Sidecar sidecar, String id, String route, String content)
            throws IOException, InterruptedException {
        JsonObject body =
                JsonObject.empty()
                        .with("protocol_version", 1)
                        .with("delivery_id", id)
                        .with("attempt", 1)
                        .with("reply_route", route)
                        .with("conversation", Map.of("session_id", "s-1"))
                        .with("content", content);
        return call(sidecar, "/deliver", body.toString());
    }

    JsonObject health(Sidecar sidecar) throws IOException, InterruptedException {
        return call(sidecar, "/health", null);
    }

    private JsonObject call(Sidecar sidecar, String path, String body)
            throws IOException, InterruptedException {
        URI uri = URI.create("http://127.0.0.1:" + sidecar.port() + path);
        HttpRequest.Builder request = HttpRequest.newBuilder(uri);
        if (body != null) {
            request.POST(HttpRequest.BodyPublishers.ofString(body));
        }
        return JsonObject.parse(client.send(request.build(), BodyHandlers.ofString()).body());
    }

    @Override
    public void close() {
        server.stop(0);
        client.close();
    }
}
