package dev.kheish.host.cli.sidecar.stage;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** A server that is not the host and that nobody has any business with. For many threads. */
public final class Stranger implements AutoCloseable {
    private final List<String> visits = new CopyOnWriteArrayList<>();
    private final HttpServer server;

    public Stranger() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", this::handle);
        server.start();
    }

    /** Such as {@code 127.0.0.1:4711}. */
    public String authority() {
        return "127.0.0.1:" + server.getAddress().getPort();
    }

    /** Each request that came, for people. */
    public List<String> visits() {
        return List.copyOf(visits);
    }

    @Override
    public void close() {
        server.stop(0);
    }

    private void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            String authorization = exchange.getRequestHeaders().getFirst("Authorization");
            visits.add(
                    "%s %s with Authorization: %s"
                            .formatted(
                                    exchange.getRequestMethod(),
                                    exchange.getRequestURI(),
                                    authorization == null ? "none" : authorization));
            exchange.sendResponseHeaders(404, -1);
        }
    }
}
