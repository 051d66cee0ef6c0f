package dev.kheish.host.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;

class DemoTourTest {
    private static final String EVENT = "POST /v1/connectors/http/demo";
    private static final String RUN =
            "{\"run_id\":\"run_1\",\"session_id\":\"s\",\"status\":\"%s\",\"outputs\":[{\"content\":\"echo\"}]}";

    private final FakeDaemon daemon = new FakeDaemon();
    private final StringWriter out = new StringWriter();

    @AfterEach
    void close() {
        daemon.close();
    }

    @Test
    void followsAnEventToItsDelivery() throws Exception {
        daemon.answer(EVENT, 200, RUN.formatted("queued"))
                .answer("GET /v1/runs/run_1", 200, RUN.formatted("completed"))
                .answer(
                        "GET /v1/deliveries?run_id=run_1",
                        200,
                        "[{\"delivery_id\":\"dlv_1\",\"status\":\"delivered\",\"attempts\":1}]");
        daemon.whenAsked(EVENT, () -> deliver("{\"content\":\"echo\"}"));

        boolean good = tour(false);

        assertThat(good).isTrue();
        assertThat(out.toString())
                .containsSubsequence(
                        "connector",
                        "event",
                        "run_1",
                        "answer",
                        "\"echo\"",
                        "delivery",
                        "dlv_1 is delivered")
                .doesNotContain("\u001b", bearer());
    }

    @Test
    void tellsWhenTheRunFails() {
        daemon.answer(EVENT, 200, RUN.formatted("queued"))
                .answer(
                        "GET /v1/runs/run_1",
                        200,
                        "{\"run_id\":\"run_1\",\"status\":\"failed\",\"error\":\"no handler\"}");

        boolean good = tour(true);

        assertThat(good).isFalse();
        assertThat(out.toString()).contains("ended as failed. no handler", "\u001b[31m");
    }

    @Test
    void tellsWhenTheDaemonRefuses() {
        daemon.answer(
                "PUT /v1/runtime/connectors/http/demo",
                400,
                "{\"detail\":\"Bad.\",\"errors\":[{\"field\":\"bearer_token\",\"message\":\"too short\"}]}");

        assertThat(tour(false)).isFalse();
        assertThat(out.toString()).contains("Bad.", "bearer_token: too short");
    }

    private boolean tour(boolean colour) {
        return new DemoTour(URI.create(daemon.url()), "t0p-secret", new PrintWriter(out), colour)
                .run();
    }

    private JsonNode settings() {
        return Documents.parse(daemon.seen().getFirst().body(), "settings");
    }

    private String bearer() {
        return settings().path("bearer_token").path("value").asText();
    }

    private void deliver(String body) {
        JsonNode target = settings().path("default_reply_targets").path(0).path("address");
        String url = Documents.parse(target.asText(), "address").path("url").asText();
        HttpRequest post =
                HttpRequest.newBuilder(URI.create(url))
                        .header("Idempotency-Key", "kheish:dlv_1")
                        .POST(HttpRequest.BodyPublishers.ofString(body))
                        .build();
        try (HttpClient client = HttpClient.newHttpClient()) {
            assertThat(client.send(post, BodyHandlers.discarding()).statusCode()).isEqualTo(204);
        } catch (IOException | InterruptedException e) {
            throw new IllegalStateException("Failed while posting to the receiver", e);
        }
    }
}
