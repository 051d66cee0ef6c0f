package dev.kheish.tests;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;

import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/** A program in another language as child of the packed daemon: the whole way of an event. */
class ExternalChildIT {
    private static final Path SIDECAR = Path.of("src/test/resources/sidecar.py").toAbsolutePath();
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    @TempDir Path dir;

    @BeforeAll
    static void needsPython() {
        boolean found;
        try {
            found = new ProcessBuilder("python3", "--version").start().waitFor() == 0;
        } catch (IOException e) {
            found = false;
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
        Assumptions.assumeTrue(found, "python3 is not there");
    }

    @Test
    void leasesASecretTakesAnEventAndDeliversTheAnswer() throws Exception {
        Path config = Files.writeString(dir.resolve("kheish.yaml"), "handler:\n  kind: echo\n");
        String sidecar = "http://127.0.0.1:" + FreePort.find();
        long pid;
        try (DaemonProcess daemon =
                DaemonProcess.start(dir.resolve("home"), "--config", config.toString())) {
            Client admin = daemon.admin();
            assertThat(
                            admin.put(
                                            "/v1/runtime/secrets/bot.key",
                                            "{\"value\":\"s3cr3t-of-the-bot\"}")
                                    .status())
                    .isBetween(200, 201);
            assertThat(
                            admin.put("/v1/runtime/connectors/external/bot", connector(sidecar))
                                    .status())
                    .isEqualTo(201);
            Deadline.within(PATIENCE, "the child is ready", () -> state(admin).equals("ready"));

            JsonNode receipt =
                    say(
                            sidecar,
                            "{\"event_id\":\"e-1\",\"thread\":{\"path\":[\"ann\"]},\"content\":\"hello\",\"reply_route\":\"ann\"}");
            assertThat(receipt.path("status").asText()).isEqualTo("accepted");
            Deadline.within(
                    PATIENCE,
                    "the answer is delivered",
                    () -> seen(sidecar).path("deliveries").size() == 1);

            JsonNode seen = seen(sidecar);
            assertThat(seen.path("secret").asText()).isEqualTo("s3cr3t-of-the-bot");
            JsonNode delivery = seen.path("deliveries").path(0);
            assertThat(delivery.path("reply_route").asText()).isEqualTo("ann");
            assertThat(delivery.path("content").asText()).isEqualTo("hello");
            assertThat(delivery.path("conversation").path("session_id").asText())
                    .isEqualTo(receipt.path("session_id").asText());
            assertThat(delivery.path("metadata").path("run_id").asText())
                    .isEqualTo(receipt.path("run_id").asText());
            assertThat(seen.path("variables").toString())
                    .contains("CREDENTIAL_KEYS_JSON", "INSTANCE_ID");

            repeatsAndStrangers(daemon, sidecar);
            String logs = admin.get("/v1/runtime/connectors/external/bot/logs").text();
            assertThat(logs).contains("the secret is").doesNotContain("s3cr3t-of-the-bot");

            pid = view(admin).at("/status/details/pid").asLong();
            assertThat(ProcessHandle.of(pid)).isPresent();
            assertThat(daemon.stop()).isZero();
        }
        assertThat(ProcessHandle.of(pid).filter(ProcessHandle::isAlive)).isEmpty();
    }

    private static void repeatsAndStrangers(DaemonProcess daemon, String sidecar) throws Exception {
        String said =
                "\"event_id\":\"e-1\",\"thread\":{\"path\":[\"ann\"]},\"reply_route\":\"ann\"";
        assertThat(say(sidecar, "{" + said + ",\"content\":\"hello\"}").path("status").asText())
                .isEqualTo("duplicate");
        assertThat(say(sidecar, "{" + said + ",\"content\":\"other\"}").path("status").asText())
                .isEqualTo("rejected");
        JsonNode foreign = say(sidecar, "{" + said + ",\"content\":\"x\",\"instance_id\":\"i-9\"}");
        assertThat(foreign.path("reason").asText()).contains("instance_id");

        // The shared token leases nothing, and outside of this machine there is no such route.
        Client shared = new Client(daemon.url(), "shared-t0ken");
        String path = "/v1/connectors/external/bot/credentials/API_KEY";
        assertThat(shared.get(path).status()).isEqualTo(401);
        for (String method : List.of("GET", "POST")) {
            HttpRequest outside =
                    HttpRequest.newBuilder(URI.create(daemon.url() + path))
                            .header("Authorization", "Bearer shared-t0ken")
                            .header("X-Forwarded-For", "192.0.2.1")
                            .method(method, HttpRequest.BodyPublishers.noBody())
                            .build();
            try (HttpClient http = HttpClient.newHttpClient()) {
                HttpResponse<String> answer =
                        http.send(outside, HttpResponse.BodyHandlers.ofString());
                assertThat(answer.statusCode()).isEqualTo(404);
                assertThat(answer.body()).contains("no such route");
            }
        }
    }

    private static String connector(String sidecar) {
        return """
                {"platform":"demo","mode":"child_process","base_url":"%s",
                 "shared_token":{"value":"shared-t0ken"},
                 "session_policy":{"create_if_missing":true},
                 "child_process":{"command":"python3","args":["%s"],
                                  "credential_slots":{"API_KEY":"bot.key"}}}"""
                .formatted(sidecar, SIDECAR);
    }

    private static JsonNode say(String sidecar, String event) throws Exception {
        Client.Answer answer = Client.ofOldServer(sidecar).post("/say", event);
        assertThat(answer.status()).as(answer.text()).isEqualTo(200);
        return answer.json();
    }

    private static JsonNode seen(String sidecar) throws Exception {
        return Client.ofOldServer(sidecar).get("/seen").json();
    }

    private static JsonNode view(Client admin) throws Exception {
        return admin.get("/v1/runtime/connectors/external/bot").json();
    }

    private static String state(Client admin) throws Exception {
        return view(admin).at("/status/details/state").asText();
    }
}
