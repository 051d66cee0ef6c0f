package dev.kheish.tests;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

/**
 * The packed daemon shows its numbers, and those whose trade it is to read them have no objection.
 */
class MetricsIT {
    private static final String OPEN =
            "{\"allow_unauthenticated_ingress\":true,\"default_binding_keys\":[\"k\"],"
                    + "\"session_policy\":{\"create_if_missing\":true}}";

    @TempDir Path folder;

    @Test
    void anEventIsSeenOnItsWayAndTheLinterIsContent() throws Exception {
        Path settings = folder.resolve("kheish.yaml");
        Files.writeString(settings, "handler: {kind: echo}\n");
        try (DaemonProcess daemon =
                DaemonProcess.start(folder.resolve("home"), "--config", settings.toString())) {
            daemon.admin().put("/v1/runtime/connectors/http/open", OPEN);
            Client anybody = new Client(daemon.url(), "");
            anybody.post(
                    "/v1/connectors/http/open", "{\"content\":\"x\",\"idempotency_key\":\"1\"}");
            anybody.post(
                    "/v1/connectors/http/open", "{\"content\":\"x\",\"idempotency_key\":\"1\"}");

            Client reader = reader(daemon);
            String open = "{kind=\"http\",name=\"open\",outcome=\"%s\"} 1.0";
            Deadline.within(
                    Duration.ofSeconds(20),
                    "the run has ended",
                    () ->
                            page(reader)
                                    .contains("kheish_run_ends_total{outcome=\"completed\"} 1.0"));
            String page = page(reader);

            assertThat(anybody.get("/metrics").status()).isEqualTo(401);
            assertThat(page)
                    .contains("kheish_ingress_events_total" + open.formatted("accepted"))
                    .contains("kheish_ingress_events_total" + open.formatted("duplicate"))
                    .contains("kheish_run_claims_total 1.0")
                    .contains("kheish_runs{state=\"completed\"} 1.0")
                    .contains("kheish_plugins{state=\"offered\"} 4.0")
                    .containsPattern("kheish_commit_seconds_count [1-9]")
                    .containsPattern("process_resident_memory_bytes [1-9]")
                    .containsPattern("kheish_build_info\\{java=\"\\d+.*\",version=\"\\d.*\"} 1.0");
            assertThat(objectionsTo(page)).isEmpty();
        }
    }

    private static Client reader(DaemonProcess daemon) throws Exception {
        String token =
                daemon.admin()
                        .post("/v1/runtime/tokens", "{\"name\":\"scraper\",\"role\":\"read-only\"}")
                        .json()
                        .path("token")
                        .asText();
        return new Client(daemon.url(), token);
    }

    private static String page(Client reader) throws IOException, InterruptedException {
        Client.Answer answer = reader.get("/metrics");
        assertThat(answer.status()).as(answer.text()).isEqualTo(200);
        return answer.text();
    }

    private static String objectionsTo(String page) throws IOException, InterruptedException {
        Process promtool;
        try {
            promtool =
                    new ProcessBuilder("promtool", "check", "metrics")
                            .redirectErrorStream(true)
                            .start();
        } catch (IOException e) {
            Peers.skip(
                    "promtool is not there ("
                            + e.getMessage()
                            + "): it is in the package prometheus.");
            throw e;
        }
        try (var in = promtool.getOutputStream()) {
            in.write(page.getBytes(StandardCharsets.UTF_8));
        }
        String said = new String(promtool.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        return promtool.waitFor() == 0 ? said : "exit code " + promtool.exitValue() + ": " + said;
    }
}
