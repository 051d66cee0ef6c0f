package dev.kheish.tests;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * A sidecar that runs by itself, answers every delivery with one word and remembers all of them.
 */
final class FakeSidecar implements AutoCloseable {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final List<JsonNode> deliveries = new CopyOnWriteArrayList<>();
    private final HttpServer server;
    private volatile String word = "committed";

    FakeSidecar() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 64);
        server.setExecutor(threads);
        server.createContext(
                "/manifest",
                exchange -> answer(exchange, "{\"protocol_version\":1,\"instance_id\":\"m-1\"}"));
        server.createContext("/deliver", this::deliver);
        server.start();
    }

    /** What it says from now on: {@code committed}, {@code retryable_error} or the like. */
    void says(String status) {
        word = status;
    }

    List<JsonNode> deliveries() {
        return deliveries;
    }

    String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    private void deliver(HttpExchange exchange) throws IOException {
        deliveries.add(JSON.readTree(exchange.getRequestBody()));
        answer(exchange, "{\"status\":\"" + word + "\"}");
    }

    private static void answer(HttpExchange exchange, String json) throws IOException {
        byte[] body = json.getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(200, body.length);
        exchange.getResponseBody().write(body);
        exchange.close();
    }

    @Override
    public void close() {
        server.stop(0);
        threads.close();
    }
}
