package dev.kheish.sidecar;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;

import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;

/** A host that answers what it was told to, and remembers what it was asked. */
final class FakeHost implements AutoCloseable {
    private final HttpServer server;
    private final Queue<Answer> answers = new ArrayDeque<>();
    private final List<Seen> seen = new CopyOnWriteArrayList<>();
    private Answering otherwise = _ -> new Answer(404, Map.of(), "{\"code\":\"not_found\"}");

    FakeHost() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 100);
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.createContext("/", this::answer);
        server.start();
    }

    /** The next answer that is not given yet; in turn. */
    FakeHost then(int status, String body) {
        return then(new Answer(status, Map.of(), body));
    }

    synchronized FakeHost then(Answer answer) {
        answers.add(answer);
        return this;
    }

    /** What it answers when nothing is left to give in turn. */
    synchronized FakeHost otherwise(Answering answering) {
        otherwise = answering;
        return this;
    }

    List<Seen> seen() {
        return seen;
    }

    String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    /** What it would set for a sidecar that it starts. */
    Map<String, String> environment() {
        Map<String, String> environment = new LinkedHashMap<>();
        environment.put("KHEISH_EXTERNAL_CONNECTOR_NAME", "demo");
        environment.put(
                "KHEISH_EXTERNAL_CONNECTOR_BASE_URL", "http://127.0.0.1:" + FreePort.find());
        environment.put("KHEISH_EXTERNAL_CONNECTOR_DAEMON_BASE_URL", url());
        environment.put("KHEISH_EXTERNAL_CONNECTOR_SHARED_TOKEN", "t-1");
        environment.put("KHEISH_EXTERNAL_CONNECTOR_INSTANCE_ID", "i-1");
        return environment;
    }

    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            Map<String, String> headers = new LinkedHashMap<>();
            exchange.getRequestHeaders()
                    .forEach((name, values) -> headers.put(name.toLowerCase(), values.getFirst()));
            byte[] body = exchange.getRequestBody().readAllBytes();
            var request =
                    new Seen(
                            exchange.getRequestMethod(),
                            exchange.getRequestURI().toString(),
                            headers,
                            new String(body, StandardCharsets.UTF_8));
            seen.add(request);
            next(request).send(exchange);
        }
    }

    private Answer next(Seen request) {
        Answering last;
        synchronized (this) {
            Answer planned = answers.poll();
            if (planned != null) {
                return planned;
            }
            last = otherwise;
        }
        return last.answer(request);
    }

    @Override
    public void close() {
        server.stop(0);
    }

    /** One request that came. */
    record Seen(String method, String path, Map<String, String> headers, String body) {
        JsonObject json() {
            return JsonObject.parse(body);
        }

        String token() {
            return headers.getOrDefault("authorization", "");
        }
    }

    interface Answering {
        Answer answer(Seen request);
    }

    /** One answer; it breaks off after {@code most} bytes of its body if that is not negative. */
    record Answer(int status, Map<String, String> headers, byte[] body, int most) {
        Answer(int status, Map<String, String> headers, String body) {
            this(status, headers, body.getBytes(StandardCharsets.UTF_8), -1);
        }

        void send(HttpExchange exchange) throws IOException {
            headers.forEach((name, value) -> exchange.getResponseHeaders().add(name, value));
            exchange.sendResponseHeaders(status, body.length == 0 ? -1 : body.length);
            OutputStream out = exchange.getResponseBody();
            if (most < 0) {
                out.write(body);
            } else {
                out.write(body, 0, most);
                out.flush();
                throw new IOException("The connection breaks, as the test wants it.");
            }
        }
    }
}
