package dev.kheish.plugin.telegram;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kheish.spi.IngressReply;
import dev.kheish.spi.Receipt;
import dev.kheish.testkit.FakeContext;
import dev.kheish.testkit.FakeRequest;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.time.Duration;
import java.util.List;
import java.util.Map;

/** What a webhook call is answered, step by step. */
final class WebhookAnswersTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "{",
                "[]",
                "7",
                "null",
                "{}",
                "{\"update_id\":null}",
                "{\"update_id\":\"7\"}",
                "{\"update_id\":7.5}",
                "{\"update_id\":99999999999999999999}",
                "{\"update_id\":7,\"update_id\":8}",
                "{\"update_id\":7,\"message\":\"\\ud800\"}",
                "{\"update_id\":7,\"message\":\"x\"}",
                "{\"update_id\":7,\"message\":{}}",
                "{\"update_id\":7,\"message\":{\"chat\":{\"id\":\"5\"},\"message_id\":1}}",
                "{\"update_id\":7,\"message\":{\"chat\":{\"id\":5},\"text\":\"x\"}}",
                "{\"update_id\":7,\"message\":{\"chat\":{\"id\":5},\"message_id\":1,\"text\":{}}}",
                "{\"update_id\":7,\"callback_query\":{\"data\":\"x\"}}"
            })
    @DisplayName("body that is no update, update_id missing: 400")
    void bodyThatIsNoUpdate(String body) {
        TestConnector connector = TestConnector.usual();

        IngressReply reply = connector.post(body);

        assertThat(reply.status()).isEqualTo(400);
        assertThat(reply.code()).isEqualTo("bad_request");
        assertThat(reply.detail()).isNotBlank();
        assertThat(connector.context.submissions()).isEmpty();
    }

    @Test
    @DisplayName("content type: not looked at")
    void contentType() {
        IngressReply reply =
                TestConnector.usual()
                        .send(
                                FakeRequest.post(TestConnector.PATH, Updates.hi())
                                        .with("Content-Type", "text/plain")
                                        .with(IngressGate.HEADER, TestConnector.SECRET));

        assertThat(reply.status()).isEqualTo(200);
    }

    @Test
    @DisplayName("connector in polling mode: 409")
    void pollingMode() {
        TestConnector connector = TestConnector.polling();

        IngressReply reply = connector.post(Updates.hi());

        assertThat(reply.status()).isEqualTo(409);
        assertThat(reply.code()).isEqualTo("conflict");
        assertThat(connector.context.submissions()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "S3cret", "s3cre", "s3cret ", "s3crets"})
    @DisplayName("secret missing or wrong: 401, without the body being read")
    void wrongSecret(String sent) {
        TestConnector connector = TestConnector.usual();
        FakeRequest request = FakeRequest.post(TestConnector.PATH, Updates.hi());
        if (!sent.isEmpty()) {
            request.with("x-telegram-bot-api-secret-token", sent);
        }

        IngressReply reply = connector.send(request);

        assertThat(reply.status()).isEqualTo(401);
        assertThat(reply.detail()).doesNotContain(TestConnector.SECRET);
        assertThat(request.isBodyRead()).isFalse();
        assertThat(connector.context.submissions()).isEmpty();
    }

    @Test
    @DisplayName("secret wrong in polling mode: 401 comes before 409")
    void secretBeforeMode() {
        TestConnector connector = TestConnector.polling().set("secret_token", true);
        connector.context.secret("secret_token", TestConnector.SECRET);

        IngressReply reply = connector.send(FakeRequest.post(TestConnector.PATH, Updates.hi()));

        assertThat(reply.status()).isEqualTo(401);
    }

    @Test
    @DisplayName(
            "secret right: the sender is trusted before the body is read; the first header counts")
    void rightSecret() {
        FakeRequest request =
                FakeRequest.post(TestConnector.PATH, Updates.hi())
                        .with(IngressGate.HEADER, TestConnector.SECRET)
                        .with(IngressGate.HEADER, "other");

        IngressReply reply = TestConnector.usual().send(request);

        assertThat(reply.status()).isEqualTo(200);
        assertThat(request.isReadByStranger()).isFalse();
    }

    @Test
    @DisplayName("no secret configured: not checked")
    void noSecret() {
        IngressReply reply =
                TestConnector.bare().send(FakeRequest.post(TestConnector.PATH, Updates.hi()));

        assertThat(reply.status()).isEqualTo(200);
    }

    @Test
    @DisplayName("secret that cannot be read just now: 503")
    void lostSecret() {
        TestConnector connector = TestConnector.usual();
        connector.context.forget("secret_token");

        assertThat(connector.post(Updates.hi()).status()).isEqualTo(503);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "unsupported_update|{\"update_id\":7}",
                "unsupported_update|{\"update_id\":7,\"poll\":{\"id\":\"1\"}}",
                "unsupported_update|{\"update_id\":7,\"message\":null}",
                "empty_message|{\"update_id\":7,\"message\":{\"message_id\":1,\"chat\":{\"id\":5},\"new_chat_members\":[]}}",
                "empty_message|{\"update_id\":7,\"message\":{\"message_id\":1,\"chat\":{\"id\":5},\"text\":\"  \"}}",
                "sticker_without_type|{\"update_id\":7,\"message\":{\"message_id\":1,\"chat\":{\"id\":5},\"sticker\":{\"file_id\":\"S\"}}}",
                "bot_message|{\"update_id\":7,\"message\":{\"message_id\":1,\"chat\":{\"id\":5},\"from\":{\"id\":8,\"is_bot\":true},\"text\":\"x\"}}",
                "callback_without_message|{\"update_id\":7,\"callback_query\":{\"id\":\"c\",\"from\":{\"id\":9},\"data\":\"x\"}}",
                "callback_without_data|{\"update_id\":7,\"callback_query\":{\"id\":\"c\",\"from\":{\"id\":9},\"data\":\" \",\"message\":{\"message_id\":1,\"chat\":{\"id\":5}}}}",
                "callback_without_data|{\"update_id\":7,\"callback_query\":{\"id\":\"c\",\"from\":{\"id\":9},\"game_short_name\":\"g\",\"message\":{\"message_id\":1,\"chat\":{\"id\":5}}}}"
            })
    @DisplayName("update that makes no run: 200 accepted, skipped, reason, update_id")
    void skipped(String reason, String body) {
        TestConnector connector = TestConnector.usual();

        IngressReply reply = connector.post(body);

        assertThat(reply.status()).isEqualTo(200);
        assertThat(reply.json().orElseThrow().toString())
                .isEqualTo(
                        "{\"accepted\":true,\"skipped\":true,\"reason\":\"%s\",\"update_id\":7}"
                                .formatted(reason));
        assertThat(connector.context.submissions()).isEmpty();
        assertThat(connector.open().status().details().toString())
                .contains("\"" + reason + "\":{\"count\":1");
    }

    @ParameterizedTest
    @ValueSource(strings = {"message", "edited_message", "channel_post"})
    @DisplayName("chat allowlist, message: 200 skipped")
    void foreignChat(String kind) {
        TestConnector connector = TestConnector.usual().set("allowed_chat_ids", List.of(6L));

        assertThat(connector.skipped(Updates.update(7, kind, Updates.body("\"text\":\"x\""))))
                .isEqualTo("chat_not_allowed");
        assertThat(connector.open().status().details().toString()).contains("allowed_chat_ids");
    }

    @Test
    @DisplayName("chat allowlist, callback: 200 skipped, before its data is looked at")
    void foreignCallback() {
        TestConnector connector = TestConnector.usual().set("allowed_chat_ids", List.of(6L));

        assertThat(connector.skipped(Updates.callback(Updates.BELOW)))
                .isEqualTo("chat_not_allowed");
    }

    @Test
    @DisplayName("first present of message, edited_message, callback_query, channel_post")
    void firstPresent() {
        String both =
                "{\"update_id\":7,\"channel_post\":%s,\"edited_message\":%s}"
                        .formatted(Updates.body("\"text\":\"b\""), Updates.body("\"text\":\"a\""));

        assertThat(TestConnector.usual().eventOf(both).sourceKind()).isEqualTo("edited_message");
    }

    @Test
    @DisplayName("reserved, existing: 200 run, marked as replayed, no second callback answer")
    void existing() {
        TestConnector connector = TestConnector.usual();
        connector.context.answering(new Receipt.Duplicate(FakeContext.run("run_1", "s")));

        IngressReply reply = connector.post(Updates.callback(Updates.BELOW + ",\"data\":\"x\""));

        assertThat(reply.status()).isEqualTo(200);
        assertThat(reply.run().orElseThrow().runId()).isEqualTo("run_1");
        assertThat(reply.headers()).contains(Map.entry("Kheish-Idempotent-Replayed", "true"));
        assertThat(connector.context.tasks()).doesNotContainKey("callback answer");
    }

    @Test
    @DisplayName("reserved, other content under the same id: 200 skipped")
    void conflict() {
        TestConnector connector = TestConnector.usual();
        connector.context.answering(new Receipt.Conflict(FakeContext.run("run_1", "s")));

        assertThat(connector.post(Updates.hi()).json().orElseThrow().getString("reason"))
                .isEqualTo("conflict");
    }

    @Test
    @DisplayName("bucket empty: 429")
    void rateLimited() {
        TestConnector connector = TestConnector.usual();
        connector.context.answering(new Receipt.RateLimited(Duration.ofMillis(1200)));

        IngressReply reply = connector.post(Updates.hi());

        assertThat(reply.status()).isEqualTo(429);
        assertThat(reply.code()).isEqualTo("telegram_ingress_rate_limited");
        assertThat(reply.detail()).endsWith("retry_after_ms=1200");
        assertThat(reply.headers()).contains(Map.entry("Retry-After", "2"));
    }

    @Test
    @DisplayName("queue full: 503")
    void overloaded() {
        TestConnector connector = TestConnector.usual();
        connector.context.answering(new Receipt.Overloaded(Duration.ofSeconds(3)));

        assertThat(connector.post(Updates.hi()).status()).isEqualTo(503);
    }

    @ParameterizedTest
    @EnumSource(Receipt.Refusal.class)
    @DisplayName("session policy refuses, and the like: 200 skipped, shown; 503 where it passes")
    void refused(Receipt.Refusal why) {
        TestConnector connector = TestConnector.usual();
        connector.context.answering(new Receipt.Refused(why, "Change this setting."));

        IngressReply reply = connector.post(Updates.hi());

        if (why == Receipt.Refusal.CLOSED) {
            assertThat(reply.status()).isEqualTo(503);
        } else {
            assertThat(reply.json().orElseThrow().getString("reason"))
                    .isEqualTo(why.name().toLowerCase(java.util.Locale.ROOT));
            assertThat(connector.open().status().details().toString())
                    .contains("Change this setting.");
        }
    }

    @Test
    @DisplayName("submitted: 200 run")
    void submitted() {
        IngressReply reply = TestConnector.usual().post(Updates.hi());

        assertThat(reply.status()).isEqualTo(200);
        assertThat(reply.run()).isPresent();
        assertThat(reply.headers()).isEmpty();
    }

    @Test
    @DisplayName("callback: answerCallbackQuery after submission")
    void callbackAnswered() throws Exception {
        TestConnector connector = TestConnector.usual();

        connector.post(Updates.callback(Updates.BELOW + ",\"data\":\"x\""));
        assertThat(connector.api.methods()).as("not before the answer").isEmpty();
        connector.context.tasks().get("callback answer").run();

        assertThat(connector.api.calls("answerCallbackQuery").getFirst().json().toString())
                .isEqualTo("{\"callback_query_id\":\"cb1\"}");
    }

    @Test
    @DisplayName("callback: a failed answer changes nothing")
    void callbackAnswerFails() throws Exception {
        TestConnector connector = TestConnector.usual();
        connector.api.nextError("answerCallbackQuery", 400, "Bad Request: query is too old");

        connector.post(Updates.callback(Updates.BELOW + ",\"data\":\"x\""));
        connector.context.tasks().get("callback answer").run();

        assertThat(connector.open().status().reason()).isEmpty();
    }

    @Test
    @DisplayName("callback without a token: taken, not answered")
    void callbackWithoutToken() {
        TestConnector connector = TestConnector.bare();

        connector.eventOf(Updates.callback(Updates.BELOW + ",\"data\":\"x\""));

        assertThat(connector.context.tasks()).isEmpty();
    }
}
