package dev.kheish.host.cli;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** Stands for the outside system that gets the answers: takes posts on a free local port. */
final class DemoReceiver implements AutoCloseable {
    private static final int LARGEST_BODY = 1 << 20;

    private final BlockingQueue<Received> arrived = new LinkedBlockingQueue<>();
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final HttpServer server;

    /** One post. */
    record Received(String body, String idempotencyKey) {}

    private DemoReceiver(HttpServer server) {
        this.server = server;
    }

    static DemoReceiver open() throws IOException {
        InetSocketAddress free = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
        DemoReceiver receiver = new DemoReceiver(HttpServer.create(free, 0));
        receiver.server.createContext("/answers", receiver::take);
        receiver.server.setExecutor(receiver.threads);
        receiver.server.start();
        return receiver;
    }

    String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort() + "/answers";
    }

    /** The next post; empty if none comes in time. */
    Optional<Received> await(Duration patience) throws InterruptedException {
        return Optional.ofNullable(arrived.poll(patience.toMillis(), TimeUnit.MILLISECONDS));
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }

    private void take(HttpExchange exchange) throws IOException {
        try (exchange) {
            byte[] body = exchange.getRequestBody().readNBytes(LARGEST_BODY);
            String key = exchange.getRequestHeaders().getFirst("Idempotency-Key");
            exchange.sendResponseHeaders(204, -1);
            arrived.add(
                    new Received(new String(body, StandardCharsets.UTF_8), key == null ? "" : key));
        }
    }
}
