package dev.kheish.plugin.external.child;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;

/**
 * A sidecar for tests, run as a program of its own. Its arguments say how it misbehaves; files that
 * they name change its mind while it runs.
 */
public final class TestSidecar {
    private final List<String> manners;
    private final String instance;

    /** Begins the names of variables by which nobody knows whose process it is. */
    static final String HIDDEN = "HIDDEN_";

    private TestSidecar(List<String> manners) {
        this.manners = manners;
        this.instance =
                after("own-id:").isEmpty()
                        ? env("INSTANCE_ID")
                        : after("own-id:") + ProcessHandle.current().pid();
    }

    /** Runs until it is ended. */
    public static void main(String[] arguments) throws Exception {
        new TestSidecar(Arrays.asList(arguments)).run();
    }

    private void run() throws IOException, InterruptedException {
        System.out.println("pid " + ProcessHandle.current().pid());
        if (has("lifeline")) {
            Thread.ofPlatform().daemon().start(TestSidecar::leaveWithInput);
        }
        URI base = URI.create(env("BASE_URL"));
        HttpServer server =
                HttpServer.create(
                        new InetSocketAddress(InetAddress.getLoopbackAddress(), base.getPort()), 0);
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.createContext("/manifest", this::manifest);
        server.createContext("/health", this::health);
        server.start();
        System.out.println("listening");
        Thread.sleep(Long.MAX_VALUE);
    }

    private void manifest(HttpExchange exchange) throws IOException {
        String version = has("version-2") ? "2" : "1";
        answer(
                exchange,
                "{\"protocol_version\":%s,\"instance_id\":\"%s\"}".formatted(version, instance));
    }

    private void health(HttpExchange exchange) throws IOException {
        String id = isThere("lie-when:") ? "somebody-else" : instance;
        String status = isThere("degraded-when:") ? "degraded" : "ready";
        if (isThere("hang-when:")) {
            exchange.close();
            return;
        }
        answer(
                exchange,
                "{\"protocol_version\":1,\"instance_id\":\"%s\",\"status\":\"%s\"}"
                        .formatted(id, status));
        if (has("die-when-asked")) {
            Runtime.getRuntime().halt(7);
        }
    }

    private void answer(HttpExchange exchange, String body) throws IOException {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        String token = env("SHARED_TOKEN");
        boolean known =
                token.isEmpty()
                        || ("Bearer " + token)
                                .equals(exchange.getRequestHeaders().getFirst("Authorization"));
        exchange.sendResponseHeaders(known ? 200 : 401, bytes.length);
        try (exchange) {
            exchange.getResponseBody().write(bytes);
        }
    }

    private static void leaveWithInput() {
        try {
            while (System.in.read() >= 0) {
                continue;
            }
        } catch (IOException e) {
            System.out.println("input broke: " + e);
        }
        System.out.println("input ended");
        Runtime.getRuntime().halt(0);
    }

    private boolean has(String manner) {
        return manners.contains(manner);
    }

    private boolean isThere(String manner) {
        String file = after(manner);
        return !file.isEmpty() && Files.exists(Path.of(file));
    }

    private String after(String manner) {
        return manners.stream()
                .filter(each -> each.startsWith(manner))
                .map(each -> each.substring(manner.length()))
                .findFirst()
                .orElse("");
    }

    private static String env(String name) {
        Map<String, String> environment = System.getenv();
        return environment.getOrDefault(
                "KHEISH_EXTERNAL_CONNECTOR_" + name, environment.getOrDefault(HIDDEN + name, ""));
    }
}
