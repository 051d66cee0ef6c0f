package dev.kheish.tests;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;

/** A sidecar that runs elsewhere, against the packed daemon. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ExternalRemoteIT {
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final String EVENTS = "/v1/connectors/external/far/events";

    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private FakeSidecar sidecar;
    private DaemonProcess daemon;
    private Client admin;
    private Client sender;

    @BeforeAll
    void start(@TempDir Path dir) throws Exception {
        sidecar = new FakeSidecar();
        daemon = DaemonProcess.start(dir.resolve("home"));
        admin = daemon.admin();
        sender = new Client(daemon.url(), "t0ken-of-far");
        assertThat(put("far", "true").status()).isEqualTo(201);
    }

    @AfterAll
    void stop() throws Exception {
        daemon.close();
        sidecar.close();
        http.close();
    }

    @Test
    void showsWhatWasSet() throws Exception {
        JsonNode view = admin.get("/v1/runtime/connectors/external/far").json();

        assertThat(view.path("kind").asText()).isEqualTo("external");
        assertThat(view.path("mode").asText()).isEqualTo("remote_http");
        assertThat(view.path("include_self_output").asBoolean()).isTrue();
        assertThat(view.path("ingress_events_per_second").asInt()).isEqualTo(100);
        assertThat(view.path("allow_private_network").asBoolean()).isTrue();
        assertThat(view.path("shared_token").path("configured").asBoolean()).isTrue();
        assertThat(view.has("child_process")).isFalse();
        assertThat(view.has("additional_reply_targets")).isFalse();
        assertThat(view.toString()).doesNotContain("t0ken-of-far");
    }

    @Test
    void saysSoonWhetherTheSidecarCanBeReached() throws Exception {
        assertThat(put("lost", "true", "http://127.0.0.1:1").status()).isEqualTo(201);

        awaitStatus("far", "ok", "");
        assertThat(
                        admin.get("/v1/runtime/connectors/external/far")
                                .json()
                                .at("/status/details/instance_id")
                                .asText())
                .isEqualTo("m-1");
        awaitStatus("lost", "failing", "base_url");
        JsonNode report = admin.post("/v1/runtime/connectors/external/lost/test", "").json();
        assertThat(report.path("ok").asBoolean()).isFalse();
        assertThat(report.toString()).contains("GET /manifest");
    }

    private void awaitStatus(String name, String health, String reason) throws Exception {
        Deadline.within(
                PATIENCE,
                name + " is " + health,
                () -> {
                    JsonNode status =
                            admin.get("/v1/runtime/connectors/external/" + name)
                                    .json()
                                    .path("status");
                    return status.path("health").asText().equals(health)
                            && status.path("reason").asText().contains(reason);
                });
    }

    @Test
    void showsNamesOfVariablesAndSlotsOnly() throws Exception {
        admin.put("/v1/runtime/secrets/far.key", "{\"value\":\"s3cr3t-value\"}");
        JsonNode view =
                admin.put(
                                "/v1/runtime/connectors/external/child",
                                """
                                {"platform":"demo","mode":"child_process",
                                 "base_url":"http://127.0.0.1:1","allow_unauthenticated_ingress":true,
                                 "child_process":{"command":"/nowhere/sidecar","args":[" a ",""],
                                   "env":{"B":"hidden-value","A":""},
                                   "credential_slots":{"KEY":"far.key"}}}""")
                        .json();

        JsonNode child = view.path("child_process");
        assertThat(child.path("command").asText()).isEqualTo("/nowhere/sidecar");
        assertThat(child.path("args")).hasToString("[\" a \",\"\"]");
        assertThat(child.path("env_keys")).hasToString("[\"A\",\"B\"]");
        assertThat(child.path("credential_env_keys")).hasToString("[\"KEY\"]");
        assertThat(child.has("env")).isFalse();
        assertThat(child.has("credential_slots")).isFalse();
        assertThat(view.toString()).doesNotContain("hidden-value", "far.key", "s3cr3t-value");
        Deadline.within(
                PATIENCE,
                "the view says what is in the way",
                () ->
                        admin.get("/v1/runtime/connectors/external/child")
                                .json()
                                .at("/status/reason")
                                .asText()
                                .contains("/nowhere/sidecar does not exist"));
    }

    @Test
    void refusesSettingsThatCannotWork_allAtOnce() throws Exception {
        Client.Answer answer =
                admin.put(
                        "/v1/runtime/connectors/external/bad",
                        """
                        {"platform":"demo","base_url":"http://localhost:1/?x=1",
                         "child_process":{"command":"x","env":
                           {"KHEISH_EXTERNAL_CONNECTOR_LIFELINE":"1"}}}""");

        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.json().path("code").asText()).isEqualTo("invalid_config");
        assertThat(answer.json().path("errors").findValuesAsText("field"))
                .containsExactlyInAnyOrder(
                        "child_process",
                        "child_process.env.KHEISH_EXTERNAL_CONNECTOR_LIFELINE",
                        "base_url",
                        "shared_token");
        assertThat(
                        admin.put("/v1/runtime/connectors/external/far", "{\"platform\":\"other\"}")
                                .status())
                .isEqualTo(409);
    }

    @Test
    void row1_tooLarge() throws Exception {
        Client.Answer answer = sender.post(EVENTS, " ".repeat(2_097_153));

        assertThat(answer.status()).isEqualTo(413);
        assertThat(answer.json().path("code").asText()).isEqualTo("payload_too_large");
    }

    @Test
    void row5_unknownConnector() throws Exception {
        Client.Answer answer = sender.post("/v1/connectors/external/none/events", "{");

        assertThat(answer.status()).isEqualTo(404);
        assertThat(answer.json().path("code").asText()).isEqualTo("not_found");
        assertThat(answer.json().path("domain").asText()).isEqualTo("connector_ingress");
    }

    @Test
    void row6_theTokenOfAnotherIsNone() throws Exception {
        for (String token : new String[] {"", "other", daemon.adminToken()}) {
            Client.Answer answer = new Client(daemon.url(), token).post(EVENTS, "{");
            assertThat(answer.status()).isEqualTo(401);
            assertThat(answer.header("Content-Type")).startsWith("application/problem+json");
        }
    }

    @Test
    void row18_sessionsAreNotMadeUnlessTheOperatorSaysSo() throws Exception {
        assertThat(put("strict", "false").status()).isEqualTo(201);

        Client.Answer answer =
                sender.post("/v1/connectors/external/strict/events", event("e-1", ""));

        assertThat(answer.status()).isEqualTo(409);
        assertThat(answer.json().path("detail").asText()).contains("create_if_missing");
        assertThat(
                        sender.post(
                                        "/v1/connectors/external/strict/events/batch",
                                        "{\"events\":[" + event("e-1", "") + "]}")
                                .json()
                                .at("/results/0/status")
                                .asText())
                .isEqualTo("error");
    }

    @Test
    void takesABatch() throws Exception {
        Client.Answer answer =
                sender.post(
                        EVENTS + "/batch",
                        "{\"events\":[%s,%s,%s,%s]}"
                                .formatted(
                                        event("b-1", ""),
                                        event("b-1", ""),
                                        event("b-1", ",\"intent\":\"x\""),
                                        event(" ", "")));

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.json().path("results").findValuesAsText("status"))
                .containsExactly("accepted", "duplicate", "rejected", "rejected");
        assertThat(answer.json().at("/results/2/run_id"))
                .isEqualTo(answer.json().at("/results/0/run_id"));
        assertThat(sender.post(EVENTS + "/batch", "{\"events\":[]}").text()).isEqualTo("{}");
    }

    @Test
    void givesBackTheLongestReplyRouteAsItCame() throws Exception {
        String route = "\\\"".repeat(4000) + "é".repeat(96);
        String inside = "\"".repeat(4000) + "é".repeat(96);
        assertThat(
                        sender.post(
                                        EVENTS,
                                        event(
                                                "r-1",
                                                ",\"thread\":{\"path\":[\"long\"]},\"reply_route\":\""
                                                        + route
                                                        + "\""))
                                .status())
                .isEqualTo(200);

        complete("long", "{\"content\":\"answer\"}");

        Deadline.within(PATIENCE, "the delivery", () -> delivery(inside) != null);
        assertThat(delivery(inside).path("content").asText()).isEqualTo("answer");
    }

    @Test
    void lendsFilesWhileTheirDeliveryIsPending() throws Exception {
        sidecar.says("retryable_error");
        sender.post(
                EVENTS,
                event("f-1", ",\"thread\":{\"path\":[\"files\"]},\"reply_route\":\"files\""));
        complete(
                "files",
                "{\"parts\":[{\"type\":\"text\",\"text\":\"see\"},{\"type\":\"inline_asset\","
                        + "\"file_name\":\"r é.txt\",\"media_type\":\"text/plain\","
                        + "\"content_base64\":\"MDEyMzQ1Njc4OQ==\"}]}");
        Deadline.within(PATIENCE, "the delivery", () -> delivery("files") != null);
        JsonNode file = delivery("files").at("/parts/1/attachment");
        assertThat(file.path("byte_length").asInt()).isEqualTo(10);
        String path = file.path("download_path").asText();
        assertThat(path).startsWith("/v1/connectors/external/far/deliveries/dlv_");

        HttpResponse<String> whole = fetch(path, "t0ken-of-far", "");
        assertThat(whole.statusCode()).isEqualTo(200);
        assertThat(whole.body()).isEqualTo("0123456789");
        assertThat(whole.headers().firstValue("Content-Type").orElse("")).startsWith("text/plain");
        assertThat(whole.headers().firstValue("ETag")).isPresent();
        HttpResponse<String> part = fetch(path, "t0ken-of-far", "bytes=4-");
        assertThat(part.statusCode()).isEqualTo(206);
        assertThat(part.body()).isEqualTo("456789");
        filesAreServedAsHttpWantsIt(path, whole.headers().firstValue("ETag").orElseThrow());

        assertThat(fetch(path, "other", "").statusCode()).isEqualTo(401);
        assertThat(put("near", "true").status()).isEqualTo(201);
        assertThat(fetch(path.replace("/far/", "/near/"), "t0ken-of-far", "").statusCode())
                .isEqualTo(404);

        sidecar.says("committed");
        Deadline.within(
                PATIENCE,
                "the file goes with the delivery",
                () -> fetch(path, "t0ken-of-far", "").statusCode() == 404);
    }

    private void filesAreServedAsHttpWantsIt(String path, String etag) throws Exception {
        HttpResponse<String> known = ask("GET", path, "If-None-Match", etag);
        assertThat(known.statusCode()).isEqualTo(304);
        assertThat(known.body()).isEmpty();
        assertThat(ask("GET", path, "If-None-Match", "\"other\"").body()).isEqualTo("0123456789");
        assertThat(ask("GET", path, "Range", "bytes=-2").body()).isEqualTo("89");
        assertThat(ask("GET", path, "Range", "bytes=10-").statusCode()).isEqualTo(416);
        HttpResponse<String> head = ask("HEAD", path, "Accept", "*/*");
        assertThat(head.statusCode()).isEqualTo(200);
        assertThat(head.headers().firstValue("Content-Length")).contains("10");
        assertThat(head.headers().firstValue("ETag")).contains(etag);
        // The token is what counts here: a remote sidecar may well come through a proxy.
        assertThat(ask("GET", path, "X-Forwarded-For", "192.0.2.1").body()).isEqualTo("0123456789");
        assertThat(ask("POST", path, "Accept", "*/*").statusCode()).isEqualTo(405);
    }

    private HttpResponse<String> ask(String method, String path, String header, String value)
            throws Exception {
        return http.send(
                HttpRequest.newBuilder(URI.create(daemon.url() + path))
                        .header("Authorization", "Bearer t0ken-of-far")
                        .header(header, value)
                        .method(method, HttpRequest.BodyPublishers.noBody())
                        .build(),
                HttpResponse.BodyHandlers.ofString());
    }

    private JsonNode delivery(String route) {
        return sidecar.deliveries().stream()
                .filter(each -> each.path("reply_route").asText().equals(route))
                .findFirst()
                .orElse(null);
    }

    /** Answers the run of one conversation as a worker does. */
    private void complete(String thread, String output) throws Exception {
        JsonNode run =
                admin.post(
                                "/v1/runs/claim",
                                "{\"worker\":\"w\",\"wait_ms\":5000,\"sessions\":[\"%s\"]}"
                                        .formatted(session(thread)))
                        .json()
                        .path("runs")
                        .path(0);
        Client.Answer done =
                admin.post(
                        "/v1/runs/" + run.path("run_id").asText() + "/complete",
                        "{\"lease_token\":\"%s\",\"outputs\":[%s]}"
                                .formatted(run.path("lease_token").asText(), output));
        assertThat(done.status()).as(done.text()).isEqualTo(200);
    }

    private static String session(String thread) throws Exception {
        byte[] digest =
                java.security.MessageDigest.getInstance("SHA-256")
                        .digest(
                                ("[\"demo\",[\"" + thread + "\"]]")
                                        .getBytes(java.nio.charset.StandardCharsets.UTF_8));
        return "external:far:" + java.util.HexFormat.of().formatHex(digest, 0, 8);
    }

    private HttpResponse<String> fetch(String path, String token, String range) throws Exception {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(URI.create(daemon.url() + path))
                        .header("Authorization", "Bearer " + token);
        if (!range.isEmpty()) {
            request.header("Range", range);
        }
        return http.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }

    private static String event(String id, String more) {
        String key = more.contains("thread") ? "" : ",\"routing_key\":\"k\"";
        return "{\"instance_id\":\"m-1\",\"event_id\":\"%s\",\"content\":\"hi\"%s%s}"
                .formatted(id, key, more);
    }

    private Client.Answer put(String name, String createIfMissing) throws Exception {
        return put(name, createIfMissing, sidecar.url());
    }

    private Client.Answer put(String name, String createIfMissing, String baseUrl)
            throws Exception {
        return admin.put(
                "/v1/runtime/connectors/external/" + name,
                """
                {"platform":"demo","base_url":"%s","allow_private_network":true,
                 "shared_token":{"value":"t0ken-of-far"},
                 "session_policy":{"create_if_missing":%s}}"""
                        .formatted(baseUrl, createIfMissing));
    }
}
