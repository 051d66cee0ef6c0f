package dev.kheish.host.cli.sidecar.program;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/** Takes deliveries, each once, and sends an echo of each to the host. */
final class TestDeliveries {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Set<String> MEMBERS =
            Set.of(
                    "protocol_version",
                    "delivery_id",
                    "attempt",
                    "reply_route",
                    "conversation",
                    "content",
                    "parts",
                    "artifacts",
                    "metadata");

    private final Map<String, CompletableFuture<String>> known = new ConcurrentHashMap<>();
    private final AtomicInteger running = new AtomicInteger();
    private final TestHostClient host;
    private final Flaws flaws;
    private final Set<String> ways;
    private volatile boolean draining;

    TestDeliveries(TestHostClient host, Flaws flaws, Set<String> ways) {
        this.host = host;
        this.flaws = flaws;
        this.ways = ways;
    }

    void drain() {
        draining = true;
    }

    boolean draining() {
        return draining;
    }

    boolean idle() {
        return running.get() == 0;
    }

    TestHttp.Reply take(TestHttp.Ask ask) throws IOException {
        if (ask.length() < 0) {
            if (flaws.has("length")) {
                hang();
            }
            return TestHttp.Reply.last(400, "invalid_content_length");
        }
        if (ask.length() > TestHttp.LIMIT && !flaws.has("too-large")) {
            return TestHttp.Reply.last(413, "payload_too_large");
        }
        String text = ask.body();
        if (text.length() > 1_000_000 && flaws.has("large")) {
            return TestHttp.Reply.json(500, "{}");
        }
        return read(flaws.has("unicode") ? latin(text) : text);
    }

    private TestHttp.Reply read(String text) {
        JsonNode delivery;
        try {
            delivery = JSON.readTree(text);
        } catch (JsonProcessingException e) {
            delivery = JSON.missingNode();
        }
        if (!delivery.isObject() || !delivery.has("delivery_id")) {
            if (flaws.has("dies")) {
                Thread.ofPlatform().start(() -> Runtime.getRuntime().halt(9));
            }
            return TestHttp.Reply.json(flaws.has("malformed") ? 500 : 400, "{}");
        }
        if (delivery.path("protocol_version").asInt() != 1 && !flaws.has("version")) {
            return TestHttp.Reply.json(400, "{}");
        }
        for (String name : (Iterable<String>) delivery::fieldNames) {
            if (!MEMBERS.contains(name) && flaws.has("unknown-members")) {
                return TestHttp.Reply.json(400, "{}");
            }
        }
        if (draining) {
            return outcome("retryable_error");
        }
        return flaws.has("concurrent") && running.get() > 0
                ? TestHttp.Reply.json(503, "{}")
                : outcome(once(delivery));
    }

    private static TestHttp.Reply outcome(String status) {
        return TestHttp.Reply.json(200, "{\"status\":\"" + status + "\"}");
    }

    private String once(JsonNode delivery) {
        String id = delivery.path("delivery_id").asText();
        if (flaws.has("duplicate")) {
            return deliver(delivery);
        }
        if (flaws.has("duplicate-meanwhile")) {
            CompletableFuture<String> done = known.get(id);
            String status = done == null ? deliver(delivery) : done.join();
            known.put(id, CompletableFuture.completedFuture(status));
            return status;
        }
        CompletableFuture<String> mine = new CompletableFuture<>();
        CompletableFuture<String> first = known.putIfAbsent(id, mine);
        if (first != null) {
            return flaws.has("duplicate-outcome") ? "terminal_error" : first.join();
        }
        String status = deliver(delivery);
        mine.complete(status);
        return status;
    }

    private String deliver(JsonNode delivery) {
        running.incrementAndGet();
        try {
            for (JsonNode part : delivery.path("parts")) {
                String path = part.path("attachment").path("download_path").asText("");
                if (!path.isEmpty() && host.fetch(path) != 200) {
                    return "terminal_error";
                }
            }
            effect(delivery.path("content").asText());
            return flaws.has("deliver") ? "done" : "committed";
        } finally {
            running.decrementAndGet();
        }
    }

    private void effect(String content) {
        if (ways.contains("batch")) {
            host.submit(List.of(host.event("echo: " + content), host.event("and more")));
        } else if (!ways.contains("quiet")) {
            host.submit(host.event("echo: " + content));
        }
        ways.stream()
                .filter(way -> way.startsWith("count:"))
                .forEach(way -> append(Path.of(way.substring("count:".length()))));
    }

    private static void append(Path file) {
        try {
            Files.writeString(file, "sent\n", StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private static String latin(String text) {
        return new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
    }

    private static void hang() {
        try {
            Thread.sleep(30_000);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
