package dev.kheish.tests;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;

import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** The sample webhook under the packed daemon: signed posts in, answers to the callback. */
@Tag("long")
class WebhookSampleIT {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final String SECRET = "the-secret-of-the-provider";
    private static final String BODY =
            """
            {"action":"opened","sender":{"login":"ada"},"repository":{"full_name":"k/host"},
             "issue":{"number":7,"title":"It rains","html_url":"https://git.example.com/k/host/7"}}
            """;

    @TempDir Path folder;

    @Test
    void onlySignedPostsBecomeEventsAndAnswersArePosted() throws Exception {
        Path config = Files.writeString(folder.resolve("kheish.yaml"), "handler: {kind: echo}\n");
        try (Receiver callback = new Receiver(() -> 204);
                DaemonProcess daemon =
                        DaemonProcess.start(
                                folder.resolve("home"), "--config", config.toString())) {
            Path routes =
                    Files.writeString(
                            folder.resolve("hooks.json"),
                            """
                            {"routes":{"github":{"preset":"github","secret":"GITHUB_SECRET",
                              "thread":["{{/repository/full_name}}","{{/issue/number}}"],
                              "text":"{{/sender/login}} {{/action}}: {{/issue/title}}",
                              "callback":{"url":"%s"}}}}
                            """
                                    .formatted(callback.url()));
            Sidecar.secret(daemon, "hooks.github", SECRET);
            Sidecar hooks = new Sidecar("hooks");
            hooks.put(
                    daemon,
                    hooks.definition(
                            List.of(Sidecar.program("sample-sidecars/webhook/run")),
                            Map.of("WEBHOOK_CONFIG", routes.toString()),
                            ",\"lifeline\":true,\"credential_slots\":{\"GITHUB_SECRET\":\"hooks.github\"}"));

            assertThat(post(hooks, "sha256=" + "0".repeat(64), "d-1")).isEqualTo(401);
            assertThat(post(hooks, signature(), "d-1")).isBetween(200, 202);
            assertThat(post(hooks, signature(), "d-1")).as("a repeat").isBetween(200, 202);

            Deadline.within(
                    PATIENCE,
                    "the answer is posted",
                    () -> {
                        JsonNode deliveries = daemon.admin().get("/v1/deliveries").json();
                        return deliveries.size() == 1
                                && deliveries.path(0).path("status").asText().equals("delivered");
                    });
            JsonNode runs = daemon.admin().get("/v1/runs").json();
            assertThat(runs).hasSize(1);
            assertThat(runs.path(0).path("request").path("text_preview").asText())
                    .isEqualTo("ada opened: It rains");
        }
    }

    private static int post(Sidecar hooks, String signature, String delivery) throws Exception {
        try (HttpClient client = HttpClient.newHttpClient()) {
            HttpRequest request =
                    HttpRequest.newBuilder(URI.create(hooks.url() + "/hooks/github"))
                            .header("Content-Type", "application/json")
                            .header("X-GitHub-Event", "issues")
                            .header("X-GitHub-Delivery", delivery)
                            .header("X-Hub-Signature-256", signature)
                            .POST(HttpRequest.BodyPublishers.ofString(BODY))
                            .build();
            return client.send(request, HttpResponse.BodyHandlers.ofString()).statusCode();
        }
    }

    private static String signature() throws Exception {
        Mac mac = Mac.getInstance("HmacSHA256");
        mac.init(new SecretKeySpec(SECRET.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
        byte[] digest = mac.doFinal(BODY.getBytes(StandardCharsets.UTF_8));
        return "sha256=" + HexFormat.of().formatHex(digest);
    }
}
