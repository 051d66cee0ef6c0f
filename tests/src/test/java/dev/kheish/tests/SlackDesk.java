package dev.kheish.tests;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.List;

/** A packed daemon with the Slack connector {@code support}, and a Slack before it. */
final class SlackDesk implements AutoCloseable {
    static final Duration PATIENCE = Duration.ofSeconds(30);
    static final String SECRET = "8f742231b10e8888abcd99yyyzzz85a5";
    static final String MAKES_SESSIONS = "\"session_policy\":{\"create_if_missing\":true}";

    final FakeSlack slack;
    final DaemonProcess daemon;
    final Client admin;
    final SlackEvents events;

    private SlackDesk(FakeSlack slack, DaemonProcess daemon) throws IOException {
        this.slack = slack;
        this.daemon = daemon;
        this.admin = daemon.admin();
        this.events = events("support");
    }

    static SlackDesk open(Path home) throws Exception {
        SlackDesk desk = new SlackDesk(new FakeSlack(), DaemonProcess.start(home));
        assertThat(desk.put("support", MAKES_SESSIONS).status()).isEqualTo(201);
        return desk;
    }

    @Override
    public void close() throws IOException, InterruptedException {
        daemon.close();
        slack.close();
    }

    /** Posts for one connector, signed with the secret that all of them have. */
    SlackEvents events(String connector) {
        return new SlackEvents(daemon.url(), connector, SECRET);
    }

    Client.Answer put(String name, String more) throws Exception {
        return admin.put(
                "/v1/runtime/connectors/slack/" + name,
                """
                {"signing_secret":{"value":"%s"},"api_base_url":"%s"%s,%s}"""
                        .formatted(
                                SECRET,
                                slack.baseUrl(),
                                more.contains("bot_token")
                                        ? ""
                                        : ",\"bot_token\":{\"value\":\"xoxb-good\"}",
                                more));
    }

    JsonNode view(String name) throws Exception {
        return admin.get("/v1/runtime/connectors/slack/" + name).json();
    }

    JsonNode ask(String eventId, String ts) throws Exception {
        SlackEvents.Answer taken =
                events.post(SlackEvents.message(eventId, "C1", ts, "question", ""));
        assertThat(taken.status()).as(taken.text()).isEqualTo(200);
        return claim(taken.json().path("run_id").asText());
    }

    /** Runs of one session after the other: a claim brings just this one. */
    JsonNode claim(String runId) throws Exception {
        String session = admin.get("/v1/runs/" + runId).json().path("session_id").asText();
        JsonNode runs =
                admin.post(
                                "/v1/runs/claim",
                                "{\"worker\":\"it\",\"wait_ms\":20000,\"sessions\":[\"%s\"]}"
                                        .formatted(session))
                        .json()
                        .path("runs");
        assertThat(runs).hasSize(1);
        assertThat(runs.get(0).path("run_id").asText()).isEqualTo(runId);
        return runs.get(0);
    }

    void complete(JsonNode run, String output) throws Exception {
        Client.Answer answer =
                admin.post(
                        "/v1/runs/" + run.path("run_id").asText() + "/complete",
                        "{\"lease_token\":\"%s\",\"outputs\":[%s]}"
                                .formatted(run.path("lease_token").asText(), output));
        assertThat(answer.status()).as(answer.text()).isEqualTo(200);
    }

    /** The delivery of a run's only output, as soon as it has come that far. */
    JsonNode delivery(JsonNode run, String status) throws Exception {
        String path = "/v1/runs/" + run.path("run_id").asText();
        Deadline.within(
                PATIENCE,
                "a delivery is " + status,
                () -> admin.get(path).json().at("/deliveries/0/status").asText().equals(status));
        return admin.get(path).json().at("/deliveries/0");
    }

    List<FakeSlack.Posted> inThread(String thread) {
        return slack.posted().stream().filter(message -> message.thread().equals(thread)).toList();
    }

    static String asset(byte[] bytes) {
        return "{\"type\":\"inline_asset\",\"file_name\":\"report.pdf\",\"media_type\":\"application/pdf\","
                + "\"content_base64\":\""
                + Base64.getEncoder().encodeToString(bytes)
                + "\"}";
    }

    static String idOf(String file) {
        return file.replaceFirst("(?s).*\"id\":\"([^\"]+)\".*", "$1");
    }
}
