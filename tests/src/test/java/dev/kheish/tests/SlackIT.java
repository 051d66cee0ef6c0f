package dev.kheish.tests;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/** A Slack app against the packed daemon: events in, answers out, files both ways. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class SlackIT {
    private SlackDesk desk;
    private FakeSlack slack;
    private Client admin;
    private SlackEvents events;

    @BeforeAll
    void start(@TempDir Path dir) throws Exception {
        desk = SlackDesk.open(dir.resolve("home"));
        slack = desk.slack;
        admin = desk.admin;
        events = desk.events;
    }

    @AfterAll
    void stop() throws Exception {
        desk.close();
    }

    @Test
    void showsWhatWasSetAndNoSecret() throws Exception {
        JsonNode view = desk.view("support");

        assertThat(view.path("kind").asText()).isEqualTo("slack");
        assertThat(view.path("state").asText()).isEqualTo("active");
        assertThat(view.path("bot_token").path("secret_ref").asText())
                .isEqualTo("connectors.slack.support.bot_token");
        assertThat(view.path("signing_secret").path("configured").asBoolean()).isTrue();
        assertThat(view.path("ingress_events_per_second").asInt()).isEqualTo(60);
        assertThat(view.path("include_self_output").asBoolean()).isTrue();
        assertThat(view.has("allowed_team_ids")).isFalse();
        assertThat(view.path("api_base_url").asText()).isEqualTo(slack.baseUrl());
        assertThat(view.toString()).doesNotContain("xoxb-good", SlackDesk.SECRET);
    }

    @Test
    void refusesSettingsThatCannotWork_allAtOnce() throws Exception {
        Client.Answer unfit =
                admin.put(
                        "/v1/runtime/connectors/slack/bad",
                        """
                        {"api_base_url":"http://slack.com/api","allowed_file_hosts":["https://x/"],
                         "signing_secret":{"value":" "}}""");
        Client.Answer tokenless =
                admin.put(
                        "/v1/runtime/connectors/slack/bad",
                        "{\"team_bot_tokens\":[{\"team_id\":\"T1\"}]}");
        Client.Answer slip =
                admin.put(
                        "/v1/runtime/connectors/slack/bad",
                        "{\"signing_secet\":{\"value\":\"x\"}}");

        assertThat(unfit.status()).as(unfit.text()).isEqualTo(400);
        assertThat(unfit.json().path("code").asText()).isEqualTo("invalid_config");
        assertThat(unfit.json().path("errors").findValuesAsText("field"))
                .containsExactlyInAnyOrder(
                        "signing_secret", "bot_token", "api_base_url", "allowed_file_hosts[0]");
        assertThat(tokenless.json().path("errors").findValuesAsText("field"))
                .containsExactly("team_bot_tokens.T1.bot_token");
        assertThat(slip.status()).isEqualTo(400);
        assertThat(slip.text()).contains("signing_secret");
    }

    @Test
    void answersTheChallengeOfASlackThatSignsOnly() throws Exception {
        String body = "{\"type\":\"url_verification\",\"challenge\":\"3eZbrw1aBm2rZgRNFdxV\"}";
        String stale = Long.toString(java.time.Instant.now().getEpochSecond() - 301);

        assertThat(events.post(body).text()).isEqualTo("{\"challenge\":\"3eZbrw1aBm2rZgRNFdxV\"}");
        assertThat(events.post(body, stale, events.signature(stale, body)).status()).isEqualTo(401);
        assertThat(new SlackEvents(desk.daemon.url(), "support", "other").post(body).status())
                .isEqualTo(401);
        assertThat(events.post("{").status()).isEqualTo(400);
    }

    @Test
    void answersInTheThreadOfTheQuestion() throws Exception {
        SlackEvents.Answer taken =
                events.post(SlackEvents.message("EvA1", "C1", "100.1", "what is 1 < 2?", ""));

        assertThat(taken.status()).as(taken.text()).isEqualTo(200);
        assertThat(taken.json().path("session_id").asText())
                .isEqualTo("slack:support:team:T1:C1:100.1");
        JsonNode run = desk.claim(taken.json().path("run_id").asText());
        assertThat(run.at("/request/source_plugin").asText()).isEqualTo("slack");
        assertThat(run.at("/request/source_kind").asText()).isEqualTo("message");
        assertThat(run.at("/request/actor_id").asText()).isEqualTo("U1");
        assertThat(run.at("/input_metadata/slack/event/text").asText()).isEqualTo("what is 1 < 2?");
        assertThat(run.at("/input_metadata/slack").has("token")).isFalse();
        desk.complete(run, "{\"content\":\"It is true: 1 < 2 & that is that. <!channel>\"}");

        Deadline.within(SlackDesk.PATIENCE, "an answer", () -> !slack.texts("100.1").isEmpty());
        assertThat(slack.texts("100.1"))
                .containsExactly("It is true: 1 &lt; 2 &amp; that is that. &lt;!channel&gt;");
    }

    @Test
    void aMentionAndItsMessageMakeOneRun() throws Exception {
        String message = SlackEvents.message("EvB1", "C1", "200.1", "<@UBOT> hello", "");
        String mention =
                message.replace("EvB1", "EvB2")
                        .replace("\"type\":\"message\"", "\"type\":\"app_mention\"");

        SlackEvents.Answer first = events.post(message);
        SlackEvents.Answer second = events.post(mention);
        SlackEvents.Answer again = events.post(message);

        assertThat(second.json().path("run_id")).isEqualTo(first.json().path("run_id"));
        assertThat(again.json().path("run_id")).isEqualTo(first.json().path("run_id"));
        assertThat(second.response().headers().firstValue("Kheish-Idempotent-Replayed"))
                .contains("true");
        desk.complete(desk.claim(first.json().path("run_id").asText()), "\"hello\"");
    }

    @Test
    void repliesInAThreadJoinItsSession() throws Exception {
        SlackEvents.Answer first = events.post(SlackEvents.message("EvC1", "C1", "300.1", "a", ""));
        SlackEvents.Answer reply =
                events.post(
                        SlackEvents.message("EvC2", "C1", "300.2", "b", "\"thread_ts\":\"300.1\""));

        assertThat(reply.json().path("session_id")).isEqualTo(first.json().path("session_id"));
        desk.complete(desk.claim(first.json().path("run_id").asText()), "\"one\"");
        desk.complete(desk.claim(reply.json().path("run_id").asText()), "\"two\"");
        Deadline.within(SlackDesk.PATIENCE, "both answers", () -> slack.texts("300.1").size() == 2);
        assertThat(slack.texts("300.1")).containsExactly("one", "two");
    }

    @Test
    void answersAtOnceAndFetchesFilesAfterwards() throws Exception {
        byte[] bytes = "a,b\n1,2\n".getBytes(StandardCharsets.UTF_8);
        String file = slack.share("table.csv", "text/csv", bytes);
        String connect =
                "{\"id\":\"%s\",\"mode\":\"file_access\",\"file_access\":\"check_file_info\"}"
                        .formatted(SlackDesk.idOf(slack.share("other.csv", "text/csv", bytes)));
        slack.fault(FakeSlack.DOWNLOAD, FakeSlack.Fault.SLOW);
        slack.fault(FakeSlack.DOWNLOAD, FakeSlack.Fault.TORN_AFTER);

        SlackEvents.Answer taken =
                events.post(
                        SlackEvents.message(
                                "EvD1",
                                "C1",
                                "400.1",
                                "see",
                                "\"subtype\":\"file_share\",\"files\":[%s,%s,%s]"
                                        .formatted(
                                                file,
                                                connect,
                                                "{\"id\":\"F0\",\"name\":\"x\",\"url_private\":"
                                                        + "\"https://evil.example/x\"}")));

        assertThat(taken.status()).isEqualTo(200);
        assertThat(taken.took())
                .as("before the file, which takes 2 s")
                .isLessThan(Duration.ofSeconds(1));
        assertThat(taken.json().path("status").asText()).isEqualTo("preparing");
        JsonNode run = desk.claim(taken.json().path("run_id").asText());
        assertThat(run.path("input_items").findValuesAsText("text"))
                .hasSize(2)
                .first()
                .isEqualTo("see");
        assertThat(run.path("input_items").findValuesAsText("text").getLast())
                .contains("evil.example", "allowed_file_hosts");
        List<String> assets = run.path("input_items").findValuesAsText("asset_id");
        assertThat(assets).hasSize(2);
        for (String asset : assets) {
            assertThat(admin.get("/v1/assets/" + asset + "/raw").text()).isEqualTo("a,b\n1,2\n");
        }
        desk.complete(run, "\"thanks\"");
    }

    @Test
    void uploadsFilesOfAnAnswer() throws Exception {
        byte[] bytes = "PDF".getBytes(StandardCharsets.UTF_8);
        slack.fault(FakeSlack.UPLOAD, FakeSlack.Fault.RESET_AFTER);

        desk.complete(
                desk.ask("EvE1", "500.1"),
                "{\"parts\":[{\"type\":\"text\",\"text\":\"here\"},%s]}"
                        .formatted(SlackDesk.asset(bytes)));

        Deadline.within(
                SlackDesk.PATIENCE, "text and file", () -> desk.inThread("500.1").size() == 2);
        assertThat(desk.inThread("500.1").getFirst().text()).isEqualTo("here");
        assertThat(slack.bytesOf(desk.inThread("500.1").getLast().fileId())).isEqualTo(bytes);
    }

    @Test
    void aFileThatMayHaveBeenPostedIsNotPostedTwice() throws Exception {
        slack.fault(FakeSlack.COMPLETE, FakeSlack.Fault.RESET_AFTER);
        JsonNode run = desk.ask("EvF1", "600.1");

        desk.complete(
                run,
                "{\"parts\":[%s]}"
                        .formatted(SlackDesk.asset("x".getBytes(StandardCharsets.UTF_8))));

        JsonNode delivery = desk.delivery(run, "dead_lettered");
        assertThat(delivery.path("ambiguous").asBoolean()).isTrue();
        assertThat(delivery.path("terminal_error").asText()).contains("may or may not");
        assertThat(desk.inThread("600.1")).hasSize(1);
    }

    @Test
    void badWeatherDelaysAnAnswerAndDoublesNothing() throws Exception {
        for (FakeSlack.Fault fault :
                List.of(
                        FakeSlack.Fault.LIMITED,
                        FakeSlack.Fault.UNAVAILABLE,
                        FakeSlack.Fault.RESET_AFTER,
                        FakeSlack.Fault.TORN_AFTER)) {
            slack.fault(FakeSlack.POST, fault);
        }
        JsonNode run = desk.ask("EvG1", "700.1");

        desk.complete(run, "\"once\"");

        JsonNode delivery = desk.delivery(run, "delivered");
        assertThat(slack.texts("700.1")).containsExactly("once");
        JsonNode attempts =
                admin.get("/v1/deliveries/" + delivery.path("delivery_id").asText() + "/attempts")
                        .json();
        // A reset of a kept connection is mended below, by the client of the host itself.
        assertThat(attempts.findValuesAsText("outcome"))
                .hasSizeBetween(4, 5)
                .endsWith("retry", "delivered");
        assertThat(attempts.findValuesAsText("status")).startsWith("429", "503");
        assertThat(attempts.findValuesAsText("provider_id")).hasSize(1);
    }

    @Test
    void aRevokedTokenShowsAndItsDeliveryIsSentAgainWithTheNextOne() throws Exception {
        slack.accept("xoxb-second");
        assertThat(
                        desk.put(
                                        "second",
                                        SlackDesk.MAKES_SESSIONS
                                                + ",\"bot_token\":{\"value\":\"xoxb-second\"}")
                                .status())
                .isEqualTo(201);
        SlackEvents second = desk.events("second");
        SlackEvents.Answer taken =
                second.post(SlackEvents.message("EvH1", "C1", "800.1", "hi", ""));
        JsonNode run = desk.claim(taken.json().path("run_id").asText());
        slack.revoke("xoxb-second");

        desk.complete(run, "\"at last\"");
        JsonNode dead = desk.delivery(run, "dead_lettered");
        assertThat(dead.path("ambiguous").asBoolean()).isFalse();
        assertThat(dead.path("terminal_error").asText()).contains("invalid_auth", "bot_token");
        Deadline.within(
                SlackDesk.PATIENCE,
                "the view says so",
                () -> desk.view("second").at("/status/health").asText().equals("failing"));
        assertThat(desk.view("second").at("/status/reason").asText())
                .contains("invalid_auth", "OAuth & Permissions");
        slack.accept("xoxb-third");
        assertThat(
                        admin.put(
                                        "/v1/runtime/connectors/slack/second",
                                        "{\"bot_token\":{\"value\":\"xoxb-third\"}}")
                                .status())
                .isEqualTo(200);
        Deadline.within(
                SlackDesk.PATIENCE,
                "the view is well again",
                () -> desk.view("second").at("/status/health").asText().equals("ok"));
        admin.post("/v1/deliveries/" + dead.path("delivery_id").asText() + "/replay", "{}");

        Deadline.within(SlackDesk.PATIENCE, "the answer", () -> !slack.texts("800.1").isEmpty());
        assertThat(slack.texts("800.1")).containsExactly("at last");
    }

    @Test
    void aTokenThatSlackTakesAgainIsNoticedWithoutAnybody() throws Exception {
        assertThat(
                        desk.put(
                                        "fourth",
                                        SlackDesk.MAKES_SESSIONS
                                                + ",\"bot_token\":{\"value\":\"xoxb-fourth\"}")
                                .status())
                .isEqualTo(201);
        Deadline.within(
                SlackDesk.PATIENCE,
                "the view says that it is bad before anybody needs it",
                () -> desk.view("fourth").at("/status/health").asText().equals("failing"));

        slack.accept("xoxb-fourth");

        Deadline.within(
                SlackDesk.PATIENCE,
                "the view is well again",
                () -> desk.view("fourth").at("/status/health").asText().equals("ok"));
    }

    @Test
    void aPolicyThatRefusesIsAnswered200CountedAndShown() throws Exception {
        assertThat(desk.put("strict", "\"allowed_channel_ids\":[\"C1\"]").status()).isEqualTo(201);
        SlackEvents strict = desk.events("strict");

        SlackEvents.Answer refused =
                strict.post(SlackEvents.message("EvI1", "C1", "900.1", "hi", ""));
        SlackEvents.Answer foreign =
                strict.post(SlackEvents.message("EvI2", "C2", "900.2", "hi", ""));

        assertThat(refused.status()).isEqualTo(200);
        assertThat(refused.text()).isEqualTo("{\"skipped\":true,\"reason\":\"session_missing\"}");
        assertThat(foreign.text())
                .isEqualTo("{\"ignored\":true,\"reason\":\"channel_not_allowed\"}");
        JsonNode status = desk.view("strict").path("status");
        assertThat(status.path("health").asText()).isEqualTo("degraded");
        assertThat(status.path("reason").asText()).contains("create_if_missing");
        assertThat(status.at("/details/ignored/channel_not_allowed/advice").asText())
                .contains("allowed_channel_ids");
    }

    @Test
    void itsOwnWordsMakeNoRun() throws Exception {
        SlackEvents.Answer own =
                events.post(
                        SlackEvents.message("EvJ1", "C1", "950.1", "me", "")
                                .replace("\"user\":\"U1\"", "\"user\":\"UBOT\""));

        assertThat(own.text()).isEqualTo("{\"ignored\":true,\"reason\":\"own_message\"}");
    }
}
