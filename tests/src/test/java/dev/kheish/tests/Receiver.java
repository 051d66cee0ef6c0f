package dev.kheish.tests;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntSupplier;

/** Takes deliveries and remembers each by its idempotency key. */
final class Receiver implements AutoCloseable {
    private final Map<String, AtomicInteger> arrivals = new ConcurrentHashMap<>();
    private final Map<String, String> bodies = new ConcurrentHashMap<>();
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final HttpServer server;
    private final IntSupplier status;

    Receiver(IntSupplier status) throws IOException {
        this.status = status;
        server =
                HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 1024);
        server.setExecutor(threads);
        server.createContext("/", this::take);
        server.start();
    }

    private void take(HttpExchange exchange) throws IOException {
        String key = exchange.getRequestHeaders().getFirst("Idempotency-Key");
        byte[] body = exchange.getRequestBody().readAllBytes();
        int answer = status.getAsInt();
        if (answer < 300) {
            arrivals.computeIfAbsent(key, _ -> new AtomicInteger()).incrementAndGet();
            bodies.put(key, new String(body, StandardCharsets.UTF_8));
        }
        exchange.sendResponseHeaders(answer, -1);
        exchange.close();
    }

    /** How often a delivery arrived. */
    int arrivals(String deliveryId) {
        AtomicInteger count = arrivals.get("kheish:" + deliveryId);
        return count == null ? 0 : count.get();
    }

    String body(String deliveryId) {
        return bodies.get("kheish:" + deliveryId);
    }

    String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort() + "/";
    }

    /** A reply target that an operator may give. */
    String address() {
        return "{\\\"url\\\":\\\"%s\\\",\\\"allow_private_network\\\":true}".formatted(url());
    }

    @Override
    public void close() {
        server.stop(0);
        threads.close();
    }
}
