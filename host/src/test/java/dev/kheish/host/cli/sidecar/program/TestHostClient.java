package dev.kheish.host.cli.sidecar.program;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** The sidecar's side of the way to the host. */
final class TestHostClient {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int ATTEMPTS = 10;

    private final Map<String, String> env;
    private final String instance;
    private final Flaws flaws;
    private int version = 2;

    record Got(int status, String retryAfter, String body) {
        JsonNode json() {
            try {
                return JSON.readTree(body);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    TestHostClient(Map<String, String> env, String instance, Flaws flaws) {
        this.env = env;
        this.instance = instance;
        this.flaws = flaws;
    }

    ObjectNode event(String content) {
        ObjectNode event =
                JSON.createObjectNode()
                        .put("instance_id", flaws.has("event") ? "somebody-else" : instance)
                        .put("event_id", "evt-" + UUID.randomUUID())
                        .put("content", content)
                        .putNull("routing_key");
        event.putObject("thread").putArray("path").add("room-1");
        return event;
    }

    void submit(ObjectNode event) {
        for (int i = 0; i < ATTEMPTS; i++) {
            event.put("protocol_version", version);
            if (settled(send("/events", event), List.of(event))) {
                return;
            }
        }
    }

    void submit(List<ObjectNode> events) {
        for (int i = 0; i < ATTEMPTS; i++) {
            ObjectNode batch = JSON.createObjectNode();
            batch.put("protocol_version", version);
            if (flaws.has("batch")) {
                events.getFirst().put("protocol_version", version);
            }
            ArrayNode all = batch.putArray("events");
            events.forEach(all::add);
            Got got = send("/events/batch", batch);
            if (got.status() == 404) {
                if (!flaws.has("batch-singles")) {
                    events.forEach(this::submit);
                }
                return;
            }
            if (settled(got, events)) {
                return;
            }
        }
    }

    private Got send(String path, ObjectNode body) {
        String query = flaws.has("clean-urls") ? "?token=" + token() : "";
        return call("POST", path(path) + query, token(), body.toString());
    }

    /** Else they are to be sent again. */
    private boolean settled(Got got, List<ObjectNode> events) {
        if (got.status() == 429 || got.status() >= 500) {
            if (flaws.has("event-changed")) {
                events.getFirst().put("content", "something else");
            }
            pause(flaws.has("event-rate") ? "0" : got.retryAfter());
            return flaws.has("event-retry");
        }
        if (got.body().contains("unsupported protocol_version") && !flaws.has("event-version")) {
            version = 1;
            return false;
        }
        return true;
    }

    /** Null if the host has none. */
    String credential(String name) {
        String lease = env.get("KHEISH_EXTERNAL_CONNECTOR_CREDENTIAL_TOKEN");
        String file = env.get("KHEISH_EXTERNAL_CONNECTOR_CREDENTIAL_TOKEN_FILE");
        try {
            if (!flaws.has("credential-rotated")) {
                lease = Files.readString(Path.of(file)).strip();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        String bearer = flaws.has("credentials") ? token() : lease;
        Got got = call("GET", path("/credentials/" + name), bearer, null);
        return got.status() == 200 ? got.json().path("value").textValue() : null;
    }

    /** The status that came. */
    int fetch(String downloadPath) {
        boolean plain = downloadPath.startsWith("/") && !downloadPath.startsWith("//");
        String url =
                flaws.has("foreign-path") && !plain
                        ? URI.create(base()).resolve(downloadPath).toString()
                        : base() + downloadPath;
        if ((!plain || downloadPath.contains("\\")) && !flaws.has("foreign-path")) {
            return 400;
        }
        if (downloadPath.contains("\\")) {
            return 400;
        }
        return call("GET", url, flaws.has("attachment") ? "nobody" : token(), null).status();
    }

    private Got call(String method, String url, String bearer, String body) {
        try {
            HttpURLConnection connection =
                    (HttpURLConnection) URI.create(url).toURL().openConnection();
            connection.setRequestMethod(method);
            connection.setRequestProperty("Authorization", "Bearer " + bearer);
            if (body != null) {
                connection.setRequestProperty("Content-Type", "application/json");
                connection.setDoOutput(true);
                connection.getOutputStream().write(body.getBytes(StandardCharsets.UTF_8));
            }
            int status = connection.getResponseCode();
            try (InputStream in =
                    status >= 400 ? connection.getErrorStream() : connection.getInputStream()) {
                String text =
                        in == null ? "" : new String(in.readAllBytes(), StandardCharsets.UTF_8);
                String after = connection.getHeaderField("Retry-After");
                return new Got(status, after == null ? "0" : after, text);
            }
        } catch (IOException e) {
            return new Got(599, "0", "");
        }
    }

    private static void pause(String seconds) {
        try {
            Thread.sleep(Long.parseLong(seconds) * 1000 + 50);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private String token() {
        return env.get("KHEISH_EXTERNAL_CONNECTOR_SHARED_TOKEN");
    }

    private String base() {
        return env.get("KHEISH_EXTERNAL_CONNECTOR_DAEMON_BASE_URL");
    }

    private String path(String rest) {
        return base()
                + "/v1/connectors/external/"
                + env.get("KHEISH_EXTERNAL_CONNECTOR_NAME")
                + rest;
    }
}
