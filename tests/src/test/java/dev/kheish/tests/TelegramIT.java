package dev.kheish.tests;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.List;

/** A bot against the packed daemon: updates in by webhook and by poll, answers and files out. */
class TelegramIT {
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final String SECRET = "hook-secret_1";
    private static final String HOOK =
            "\"ingress_mode\":\"webhook\",\"secret_token\":{\"value\":\"" + SECRET + "\"}";
    private static final String POLL = "\"ingress_mode\":\"polling\",\"polling_timeout_seconds\":2";

    @TempDir Path dir;
    private FakeTelegram telegram;
    private DaemonProcess daemon;
    private Client admin;

    @BeforeEach
    void start() throws Exception {
        telegram = new FakeTelegram();
        daemon = DaemonProcess.start(dir.resolve("home"));
        admin = daemon.admin();
    }

    @AfterEach
    void stop() throws Exception {
        String output = daemon.output();
        daemon.close();
        telegram.close();
        assertThat(output).as("no token in any log").doesNotContain(":good", ":second", SECRET);
    }

    @Test
    void answersAMessageThatCameByWebhook() throws Exception {
        put("bot", HOOK);
        TelegramCalls calls = new TelegramCalls(daemon.url(), "bot", SECRET);
        String update =
                TelegramCalls.update(
                        7, "message", TelegramCalls.message(5, 31, "what is 1 < 2?", ""));

        Client.Answer taken = calls.post(update);
        Client.Answer again = calls.post(update);
        Client.Answer stranger = new TelegramCalls(daemon.url(), "bot", "other").post(update);

        assertThat(taken.status()).as(taken.text()).isEqualTo(200);
        assertThat(stranger.status()).isEqualTo(401);
        assertThat(again.json().path("run_id")).isEqualTo(taken.json().path("run_id"));
        assertThat(again.header("Kheish-Idempotent-Replayed")).isEqualTo("true");
        assertThat(taken.json().path("session_id").asText()).isEqualTo("telegram:bot:5");
        JsonNode run = claim();
        assertThat(run.at("/request/source_plugin").asText()).isEqualTo("telegram");
        assertThat(run.at("/request/source_kind").asText()).isEqualTo("bot");
        assertThat(run.at("/request/actor_id").asText()).isEqualTo("9");
        assertThat(run.at("/input_metadata/connector_ingress_key").asText())
                .isEqualTo("telegram:bot:7");
        assertThat(run.at("/input_metadata/telegram/message/text").asText())
                .isEqualTo("what is 1 < 2?");
        complete(run, "\"It is true. <b>*_\"");

        delivery(run, "delivered");
        assertThat(telegram.texts(5)).containsExactly("It is true. <b>*_");
        assertThat(telegram.sent(5).getFirst().replyTo()).isEqualTo("31");
    }

    @Test
    void answersWhatItPolledAndConfirmsItOnlyAfterwards() throws Exception {
        telegram.push("my_chat_member", "{\"chat\":{\"id\":5}}");
        telegram.push("message", TelegramCalls.message(5, 31, "hi", ""));
        telegram.push("message", "{\"message_id\":32,\"chat\":{\"id\":5},\"dice\":{\"value\":3}}");
        telegram.push("message", "{\"message_id\":\"x\",\"chat\":{\"id\":5},\"text\":\"bad\"}");
        long last =
                telegram.push(
                        "callback_query",
                        """
                        {"id":"cb1","from":{"id":9},"data":"yes",
                         "message":{"message_id":40,"chat":{"id":6},"date":0}}""");

        put("bot", POLL);

        JsonNode first = claim();
        JsonNode second = claim();
        assertThat(List.of(text(first), text(second))).containsExactlyInAnyOrder("hi", "yes");
        complete(first, "\"" + text(first) + " yourself\"");
        complete(second, "\"" + text(second) + " yourself\"");
        delivery(first, "delivered");
        delivery(second, "delivered");
        assertThat(telegram.texts(5)).containsExactly("hi yourself");
        assertThat(telegram.sent(6).getFirst().replyTo()).isEqualTo("40");
        Deadline.within(PATIENCE, "all are confirmed", () -> telegram.pending() == 0);
        assertThat(telegram.offsets()).startsWith(0L).contains(last + 1);
        Deadline.within(
                PATIENCE, "the button is answered", () -> telegram.answered().contains("cb1"));
        JsonNode details = view("bot").at("/status/details");
        assertThat(details.at("/skipped/empty_message/count").asInt()).isEqualTo(1);
        assertThat(details.at("/skipped/unreadable/count").asInt()).isEqualTo(1);
        assertThat(details.at("/polling/next_update_id").asLong()).isEqualTo(last + 1);
        assertThat(details.at("/bot/username").asText()).isEqualTo("fake_bot");
        assertThat(view("bot").toString()).doesNotContain(":good");
    }

    @Test
    void fetchesFilesAfterTheCommit() throws Exception {
        put("bot", POLL);
        telegram.file("AwACvoice", "OggS".getBytes(StandardCharsets.UTF_8));
        telegram.fault("getFile", FakeTelegram.Fault.UNAVAILABLE);
        telegram.fault("file", FakeTelegram.Fault.TORN_AFTER);

        telegram.push(
                "message",
                """
                {"message_id":1,"chat":{"id":5},"from":{"id":9},"caption":"listen",
                 "voice":{"file_id":"AwACvoice","mime_type":"audio/ogg","file_size":4},
                 "document":{"file_id":"gone","file_name":"lost.pdf"}}""");

        JsonNode run = claim();
        assertThat(run.path("input_items").findValuesAsText("text")).startsWith("listen");
        assertThat(run.path("input_items").toString()).contains("lost.pdf", "invalid file_id");
        List<String> assets = run.path("input_items").findValuesAsText("asset_id");
        assertThat(assets).hasSize(1);
        Client.Answer asset = admin.get("/v1/assets/" + assets.getFirst() + "/raw");
        assertThat(asset.text()).isEqualTo("OggS");
        assertThat(asset.header("content-type")).isEqualTo("audio/ogg");
    }

    @Test
    void sendsLongTextsAlbumsAndPhotosThatAreNone() throws Exception {
        telegram.refusePhotos("odd");
        put("bot", HOOK);
        JsonNode run = ask(5, "draw");

        complete(
                run,
                "{\"parts\":[{\"type\":\"text\",\"text\":\"%s\"},%s,%s,%s,%s]}"
                        .formatted(
                                "word ".repeat(1000),
                                file("a.png", "image/png"),
                                file("b.png", "image/png"),
                                file("c.pdf", "application/pdf"),
                                file("odd.png", "image/png")));

        delivery(run, "delivered");
        List<FakeTelegram.Sent> sent = telegram.sent(5);
        assertThat(sent.stream().map(FakeTelegram.Sent::type))
                .containsExactly("text", "text", "photo", "photo", "document", "document");
        assertThat(sent.get(0).text().length()).isBetween(3000, 4096);
        assertThat(sent.get(2).album()).isEqualTo(sent.get(3).album()).isPositive();
        assertThat(sent.get(5).file()).isEqualTo("odd.png");
        assertThat(new String(sent.get(5).bytes(), StandardCharsets.UTF_8)).isEqualTo("odd.png");
    }

    @Test
    void followsAGroupThatBecameASupergroup() throws Exception {
        telegram.migrate(-77, -10077);
        put("bot", HOOK + ",\"allowed_chat_ids\":[-77]");
        JsonNode run = ask(-77, "hello");

        complete(run, "\"moved\"");

        delivery(run, "delivered");
        assertThat(telegram.texts(-10077)).containsExactly("moved");
        assertThat(telegram.sent(-10077).getFirst().replyTo()).isEmpty();
        JsonNode there = ask(-10077, "here I am");
        assertThat(there.path("session_id")).isEqualTo(run.path("session_id"));
    }

    @Test
    void badWeatherDelaysAnAnswer() throws Exception {
        put("bot", HOOK);
        telegram.fault("sendMessage", FakeTelegram.Fault.LIMITED);
        telegram.fault("sendMessage", FakeTelegram.Fault.UNAVAILABLE);
        telegram.fault("sendMessage", FakeTelegram.Fault.RESET_BEFORE);
        JsonNode run = ask(5, "hello");

        complete(run, "\"once\"");

        JsonNode delivery = delivery(run, "delivered");
        assertThat(telegram.texts(5)).containsExactly("once");
        JsonNode attempts =
                admin.get("/v1/deliveries/" + delivery.path("delivery_id").asText() + "/attempts")
                        .json();
        assertThat(attempts.findValuesAsText("outcome"))
                .as("429 costs no attempt")
                .containsExactly("retry", "retry", "delivered");
        assertThat(attempts.findValuesAsText("provider_id")).hasSize(1);
    }

    @Test
    void aWebhookInTheWayIsShown_andDeletedWhereThatIsWanted() throws Exception {
        telegram.replaceWebhook("https://other.example/hook");
        put("bot", POLL);

        Deadline.within(PATIENCE, "the view says so", () -> health("bot").equals("failing"));
        assertThat(view("bot").at("/status/reason").asText())
                .contains("409", "webhook is active", "manage_webhook");
        put("bot", "\"manage_webhook\":true");
        telegram.push("message", TelegramCalls.message(5, 1, "hi", ""));

        assertThat(text(claim())).isEqualTo("hi");
        assertThat(telegram.calls()).contains("deleteWebhook");
        Deadline.within(PATIENCE, "the view is well again", () -> health("bot").equals("ok"));
    }

    @Test
    void aRevokedTokenIsShownAndHealsWithTheNext() throws Exception {
        put("bot", POLL);
        telegram.push("message", TelegramCalls.message(5, 1, "hi", ""));
        JsonNode run = claim();
        telegram.revoke(FakeTelegram.TOKEN);

        Deadline.within(PATIENCE, "the view says so", () -> health("bot").equals("failing"));
        assertThat(view("bot").at("/status/reason").asText()).contains("401", "BotFather");
        complete(run, "\"at last\"");
        Deadline.within(
                PATIENCE,
                "the delivery says, whole, what to do",
                () ->
                        admin.get("/v1/deliveries?status=pending")
                                .text()
                                .contains("bot_token; copy it from BotFather"));
        telegram.accept("4242:second", FakeTelegram.BOT_ID);
        put("bot", "\"bot_token\":{\"value\":\"4242:second\"}");

        delivery(run, "delivered");
        assertThat(telegram.texts(5)).containsExactly("at last");
        Deadline.within(PATIENCE, "the view is well again", () -> health("bot").equals("ok"));
    }

    @Test
    void managesItsWebhookAndReportsOneThatIsGone() throws Exception {
        String url = "https://bots.example/v1/connectors/telegram/bot";
        put(
                "bot",
                HOOK
                        + ",\"manage_webhook\":true,\"webhook_check_interval\":\"1s\","
                        + "\"webhook_url\":\""
                        + url
                        + "\"");

        Deadline.within(
                PATIENCE,
                "the webhook is set",
                () -> telegram.webhook().path("url").asText().equals(url));
        assertThat(telegram.webhook().path("secret_token").asText()).isEqualTo(SECRET);
        assertThat(telegram.webhook().path("allowed_updates").toString())
                .isEqualTo("[\"message\",\"edited_message\",\"callback_query\",\"channel_post\"]");
        telegram.dropWebhook();

        Deadline.within(
                PATIENCE,
                "it is set again",
                () -> telegram.webhook().path("url").asText().equals(url));
        Deadline.within(
                PATIENCE,
                "it is reported",
                () -> view("bot").at("/status/details/webhook/dropped").asLong() == 1);
        telegram.replaceWebhook("https://other.example/hook");
        Deadline.within(PATIENCE, "another's is shown", () -> health("bot").equals("failing"));
        assertThat(telegram.webhook().path("url").asText()).contains("other.example");
    }

    @Test
    void whatARepetitionWouldNotMendIsAnswered200() throws Exception {
        put("bot", HOOK + ",\"allowed_chat_ids\":[5],\"session_policy\":{}");
        TelegramCalls calls = new TelegramCalls(daemon.url(), "bot", SECRET);

        Client.Answer foreign =
                calls.post(
                        TelegramCalls.update(1, "message", TelegramCalls.message(6, 1, "x", "")));
        Client.Answer strict =
                calls.post(
                        TelegramCalls.update(2, "message", TelegramCalls.message(5, 1, "x", "")));
        Client.Answer slip = calls.post("{\"update_id\":");

        assertThat(foreign.text())
                .isEqualTo(
                        "{\"accepted\":true,\"skipped\":true,\"reason\":\"chat_not_allowed\","
                                + "\"update_id\":1}");
        assertThat(strict.text()).contains("\"reason\":\"session_missing\"");
        assertThat(slip.status()).isEqualTo(400);
        JsonNode status = view("bot").path("status");
        assertThat(status.path("health").asText()).isEqualTo("degraded");
        assertThat(status.path("reason").asText()).contains("create_if_missing");
        assertThat(status.at("/details/skipped/chat_not_allowed/advice").asText())
                .contains("allowed_chat_ids");
    }

    @Test
    void refusesSettingsThatCannotWork_allAtOnce() throws Exception {
        Client.Answer unfit =
                admin.put(
                        "/v1/runtime/connectors/telegram/bad",
                        """
                        {"api_base_url":"http://api.telegram.org","manage_webhook":true,
                         "webhook_url":"http://bots.example/x"}""");
        Client.Answer slip =
                admin.put("/v1/runtime/connectors/telegram/bad", "{\"ingres_mode\":\"polling\"}");

        assertThat(unfit.status()).as(unfit.text()).isEqualTo(400);
        assertThat(unfit.json().path("errors").findValuesAsText("field"))
                .containsExactlyInAnyOrder(
                        "bot_token", "secret_token", "api_base_url", "webhook_url");
        assertThat(slip.text()).contains("ingress_mode");
    }

    private void put(String name, String more) throws Exception {
        boolean exists = admin.get("/v1/runtime/connectors/telegram/" + name).status() == 200;
        String usual =
                "\"bot_token\":{\"value\":\"%s\"},\"api_base_url\":\"%s\",%s"
                        .formatted(
                                FakeTelegram.TOKEN,
                                telegram.baseUrl(),
                                more.contains("session_policy")
                                        ? ""
                                        : "\"session_policy\":{\"create_if_missing\":true},");
        Client.Answer answer =
                admin.put(
                        "/v1/runtime/connectors/telegram/" + name,
                        "{" + (exists ? "" : usual) + more + "}");
        assertThat(answer.status()).as(answer.text()).isIn(200, 201);
    }

    private JsonNode view(String name) throws Exception {
        return admin.get("/v1/runtime/connectors/telegram/" + name).json();
    }

    private String health(String name) throws Exception {
        return view(name).at("/status/health").asText();
    }

    /** A question by webhook, as a run that was claimed. */
    private JsonNode ask(long chat, String text) throws Exception {
        Client.Answer taken =
                new TelegramCalls(daemon.url(), "bot", SECRET)
                        .post(
                                TelegramCalls.update(
                                        Math.abs(chat) + text.hashCode(),
                                        "message",
                                        TelegramCalls.message(chat, 31, text, "")));
        assertThat(taken.status()).as(taken.text()).isEqualTo(200);
        return claim();
    }

    private JsonNode claim() throws Exception {
        JsonNode runs =
                admin.post("/v1/runs/claim", "{\"worker\":\"it\",\"wait_ms\":20000}")
                        .json()
                        .path("runs");
        assertThat(runs).hasSize(1);
        return runs.get(0);
    }

    private static String text(JsonNode run) {
        return run.at("/request/text_preview").asText();
    }

    private void complete(JsonNode run, String output) throws Exception {
        Client.Answer answer =
                admin.post(
                        "/v1/runs/" + run.path("run_id").asText() + "/complete",
                        "{\"lease_token\":\"%s\",\"outputs\":[%s]}"
                                .formatted(run.path("lease_token").asText(), output));
        assertThat(answer.status()).as(answer.text()).isEqualTo(200);
    }

    /** The delivery of a run's only output, as soon as it has come that far. */
    private JsonNode delivery(JsonNode run, String status) throws Exception {
        String path = "/v1/runs/" + run.path("run_id").asText();
        Deadline.within(
                PATIENCE,
                "a delivery is " + status,
                () -> admin.get(path).json().at("/deliveries/0/status").asText().equals(status));
        return admin.get(path).json().at("/deliveries/0");
    }

    private static String file(String name, String type) {
        return "{\"type\":\"inline_asset\",\"file_name\":\"%s\",\"media_type\":\"%s\","
                        .formatted(name, type)
                + "\"content_base64\":\""
                + Base64.getEncoder().encodeToString(name.getBytes(StandardCharsets.UTF_8))
                + "\"}";
    }
}
