package dev.kheish.host.cli;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** A daemon that answers as told and remembers what it was asked. */
final class FakeDaemon implements AutoCloseable {
    record Seen(String method, String uri, String body, Map<String, String> headers) {
        String line() {
            return method + " " + uri;
        }
    }

    record Answer(int status, String body, Map<String, String> headers) {
        Answer {
            headers = Map.copyOf(headers);
        }
    }

    private final List<Seen> seen = new CopyOnWriteArrayList<>();
    private final Map<String, Queue<Answer>> answers = new ConcurrentHashMap<>();
    private final Map<String, Runnable> actions = new ConcurrentHashMap<>();
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final HttpServer server;

    FakeDaemon() {
        try {
            server =
                    HttpServer.create(
                            new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException e) {
            throw new IllegalStateException("Failed while opening a port", e);
        }
        server.createContext("/", this::handle);
        server.setExecutor(threads);
        server.start();
    }

    String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    /**
     * Answers {@code GET /path} and so on; given several times it answers in that order, the last
     * for ever.
     */
    FakeDaemon answer(String line, int status, String body) {
        return answer(line, new Answer(status, body, Map.of()));
    }

    FakeDaemon answer(String line, Answer answer) {
        answers.computeIfAbsent(line, _ -> new ArrayDeque<>()).add(answer);
        return this;
    }

    /** Does it before the answer to such a request goes out. */
    void whenAsked(String line, Runnable action) {
        actions.put(line, action);
    }

    List<Seen> seen() {
        return seen;
    }

    Seen only() {
        if (seen.size() != 1) {
            throw new AssertionError("Not one request: " + seen);
        }
        return seen.getFirst();
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }

    private void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            String body =
                    new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
            Map<String, String> headers = new ConcurrentHashMap<>();
            exchange.getRequestHeaders()
                    .forEach((name, values) -> headers.put(name, values.getFirst()));
            Seen request =
                    new Seen(
                            exchange.getRequestMethod(),
                            exchange.getRequestURI().toString(),
                            body,
                            headers);
            seen.add(request);
            actions.getOrDefault(request.line(), () -> {}).run();
            Answer answer = next(request);
            answer.headers().forEach(exchange.getResponseHeaders()::add);
            byte[] bytes = answer.body().getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(answer.status(), bytes.length == 0 ? -1 : bytes.length);
            exchange.getResponseBody().write(bytes);
        }
    }

    private synchronized Answer next(Seen request) {
        Queue<Answer> queue = answers.getOrDefault(request.line(), new ArrayDeque<>());
        if (queue.isEmpty()) {
            return new Answer(200, "{}", Map.of());
        }
        return queue.size() > 1 ? queue.remove() : queue.element();
    }
}
