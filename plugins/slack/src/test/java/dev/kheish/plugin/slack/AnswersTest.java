package dev.kheish.plugin.slack;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kheish.spi.IngressReply;
import dev.kheish.spi.Receipt;
import dev.kheish.testkit.FakeContext;
import dev.kheish.testkit.FakeRequest;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.time.Duration;
import java.util.List;
import java.util.Map;

/** What Slack is answered, case by case. */
final class AnswersTest {
    private static final String IGNORED = "{\"ignored\":true,\"reason\":\"%s\"}";

    @Test
    void urlVerificationGetsItsChallengeWhateverTheListsSay() {
        TestConnector connector = TestConnector.usual().set("allowed_team_ids", List.of("T9"));

        assertThat(connector.leftAlone("{\"type\":\"url_verification\",\"challenge\":\"c\"}"))
                .isEqualTo("{\"challenge\":\"c\"}");
        assertThat(connector.leftAlone("{\"type\":\"url_verification\"}"))
                .isEqualTo("{\"challenge\":\"\"}");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                ",\"minute_rate_limited\":29166666|29166666",
                "|null",
                ",\"minute_rate_limited\":null|null"
            })
    void appRateLimitedIsNotedDown(String more, String minute) {
        TestConnector connector = TestConnector.usual();

        String answer =
                connector.leftAlone(
                        "{\"type\":\"app_rate_limited\",\"team_id\":\"T1\"%s}"
                                .formatted(more == null ? "" : more));

        assertThat(answer)
                .isEqualTo(
                        "{\"ignored\":true,\"type\":\"app_rate_limited\",\"minute_rate_limited\":%s}"
                                .formatted(minute));
        assertThat(connector.open().status().details().toString()).contains("app_rate_limited");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"{}", "{\"type\":\"\"}", "{\"type\":\"block_actions\"}", "{\"type\":7}"})
    void otherEnvelopesAreIgnored(String body) {
        assertThat(TestConnector.usual().leftAlone(body))
                .isEqualTo(IGNORED.formatted("unsupported_envelope"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"app_rate_limited", "tokens_revoked", "event_callback"})
    void foreignOnesAreIgnoredWhateverTheyAre(String type) {
        String body =
                "{\"type\":\"%s\",\"team_id\":\"T1\",\"event\":{\"type\":\"reaction_added\"}}"
                        .formatted(type);

        assertThat(TestConnector.usual().set("allowed_team_ids", List.of("T9")).leftAlone(body))
                .isEqualTo(IGNORED.formatted("team_not_allowed"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"type\":\"event_callback\"}",
                "{\"type\":\"event_callback\",\"event\":null}",
                "{\"type\":\"event_callback\",\"event\":7}",
                "{\"type\":\"event_callback\",\"event\":[]}",
                "{\"type\":\"event_callback\",\"authorizations\":7,\"event\":{\"type\":\"message\"}}",
                "[]",
                "7",
                "",
                "{",
                "{\"type\":\"a\",\"type\":\"b\"}",
                "{\"type\":\"\\ud800\"}"
            })
    void whatSlackDoesNotSendIs400AndNotToBeRepeated(String body) {
        TestConnector connector = TestConnector.usual();

        IngressReply reply = connector.post(body);

        assertThat(reply.status()).isEqualTo(400);
        assertThat(reply.code()).isEqualTo("bad_request");
        assertThat(reply.headers()).containsExactly(Map.entry("X-Slack-No-Retry", "1"));
        assertThat(connector.context.events()).isEmpty();
    }

    @Test
    void aBodyThatIsNoUtf8Is400BehindTheSignature() {
        byte[] body = {'{', '"', (byte) 0xff, '"', ':', '1', '}'};
        FakeRequest stranger = FakeRequest.post(TestConnector.PATH, body);

        assertThat(TestConnector.usual().send(stranger).status()).isEqualTo(401);
        assertThat(TestConnector.unauthenticated().send(stranger).status()).isEqualTo(400);
    }

    @ParameterizedTest
    @ValueSource(strings = {"reaction_added", "team_join", "file_shared", ""})
    void eventsOfOtherTypesAreIgnored(String type) {
        String event = "{\"type\":\"%s\",\"user\":{\"id\":\"U1\"},\"channel\":{\"id\":1}}";

        assertThat(TestConnector.usual().leftAlone(Posts.callback(event.formatted(type))))
                .isEqualTo(IGNORED.formatted("unsupported_event"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"message", "app_mention"})
    void messagesWithABotIdAreIgnored(String type) {
        String event =
                "{\"type\":\"%s\",\"bot_id\":\"B1\",\"channel\":\"C1\",\"ts\":\"1.1\",\"text\":\"x\"}";

        assertThat(TestConnector.usual().leftAlone(Posts.callback(event.formatted(type))))
                .isEqualTo(IGNORED.formatted("unsupported_message_subtype"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"bot_message", "channel_join", "message_changed", "message_replied"})
    void subtypesThatNobodyWroteAreIgnored(String subtype) {
        String more =
                "\"subtype\":\"%s\",\"message\":{\"ts\":\"1.1\",\"text\":\"x\"}".formatted(subtype);

        assertThat(TestConnector.usual().leftAlone(Posts.message(more)))
                .isEqualTo(IGNORED.formatted("unsupported_message_subtype"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"\"subtype\":\"channel_join\"", "\"bot_id\":\"B1\"", "\"x\":1"})
    void theChannelCountsForWhatIsIgnoredToo(String more) {
        assertThat(
                        TestConnector.usual()
                                .set("allowed_channel_ids", List.of("C9"))
                                .leftAlone(Posts.message(more)))
                .isEqualTo(IGNORED.formatted("channel_not_allowed"));
    }

    @Test
    void anIgnoredMessageNeedsNoChannel() {
        assertThat(
                        TestConnector.usual()
                                .set("allowed_channel_ids", List.of("C9"))
                                .leftAlone(
                                        Posts.callback("{\"type\":\"message\",\"bot_id\":\"B\"}")))
                .isEqualTo(IGNORED.formatted("unsupported_message_subtype"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"type\":\"message\",\"ts\":\"1.1\",\"text\":\"x\"}|event.channel",
                "{\"type\":\"app_mention\",\"ts\":\"1.1\",\"text\":\"x\"}|event.channel",
                "{\"type\":\"message\",\"channel\":\"C1\",\"text\":\"x\"}|thread_ts",
                "{\"type\":\"message\",\"channel\":\"C1\",\"ts\":\" \",\"text\":\"x\"}|thread_ts",
                "{\"type\":\"message\",\"channel\":\"C1\",\"ts\":\"1.1\",\"text\":7}|event.text"
            })
    void aMessageWithoutAPlaceIs400(String event, String named) {
        IngressReply reply = TestConnector.usual().post(Posts.callback(event));

        assertThat(reply.status()).isEqualTo(400);
        assertThat(reply.detail()).contains(named);
    }

    @Test
    void anIdThatIsTooLongIs400() {
        String event =
                "{\"type\":\"message\",\"channel\":\"%s\",\"ts\":\"1.1\"}"
                        .formatted("é".repeat(257));

        assertThat(TestConnector.usual().post(Posts.callback(event)).detail())
                .contains("512 bytes");
    }

    @Test
    void anAcceptedMessageGetsItsRun() {
        TestConnector connector = TestConnector.usual();

        IngressReply reply = connector.post(Posts.message());

        assertThat(reply.status()).isEqualTo(200);
        assertThat(reply.run()).isPresent();
        assertThat(reply.headers()).isEmpty();
    }

    @Test
    void aRepeatedMessageGetsTheSameRunAndSaysSo() {
        TestConnector connector = TestConnector.usual();
        connector.context.answering(new Receipt.Duplicate(FakeContext.run("run_1", "s")));

        IngressReply reply = connector.post(Posts.message());

        assertThat(reply.run().orElseThrow().runId()).isEqualTo("run_1");
        assertThat(reply.headers())
                .containsExactly(Map.entry("Kheish-Idempotent-Replayed", "true"));
    }

    @Test
    void anotherMessageUnderAKnownIdIsSkipped() {
        TestConnector connector = TestConnector.usual();
        connector.context.answering(new Receipt.Conflict(FakeContext.run("run_1", "s")));

        assertThat(connector.post(Posts.message()).json().orElseThrow())
                .hasToString("{\"skipped\":true,\"reason\":\"conflict\"}");
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "CLOSED")
    void whatARepetitionDoesNotMendIsSkippedCountedAndShown(Receipt.Refusal why) {
        TestConnector connector = TestConnector.usual();
        connector.context.answering(new Receipt.Refused(why, "Set create_if_missing to true."));

        IngressReply reply = connector.post(Posts.message());
        connector.post(Posts.message());

        String name = why.name().toLowerCase(java.util.Locale.ROOT);
        assertThat(reply.status()).isEqualTo(200);
        assertThat(reply.json().orElseThrow())
                .hasToString("{\"skipped\":true,\"reason\":\"%s\"}".formatted(name));
        var shown = connector.open().status().details().getJsonObject("skipped");
        assertThat(shown.getJsonObject(name).getInt("count")).isEqualTo(2);
        assertThat(shown.getJsonObject(name).getString("advice")).contains("create_if_missing");
    }

    @Test
    void aConnectorThatIsClosingAsksForARepetition() {
        TestConnector connector = TestConnector.usual();
        connector.context.answering(new Receipt.Refused(Receipt.Refusal.CLOSED, "Closed."));

        IngressReply reply = connector.post(Posts.message());

        assertThat(reply.status()).isEqualTo(503);
        assertThat(reply.headers()).containsExactly(Map.entry("Retry-After", "1"));
    }

    @Test
    void tooManyMessagesAre429AndTooMuchWorkIs503() {
        TestConnector connector = TestConnector.usual();

        connector.context.answering(new Receipt.RateLimited(Duration.ofMillis(1500)));
        IngressReply limited = connector.post(Posts.message());
        connector.context.answering(new Receipt.Overloaded(Duration.ofSeconds(2)));
        IngressReply overloaded = connector.post(Posts.message());

        assertThat(limited.status()).isEqualTo(429);
        assertThat(limited.code()).isEqualTo("slack_ingress_rate_limited");
        assertThat(limited.detail()).endsWith("retry_after_ms=1500");
        assertThat(limited.headers()).containsExactly(Map.entry("Retry-After", "2"));
        assertThat(overloaded.status()).isEqualTo(503);
        assertThat(overloaded.headers()).containsExactly(Map.entry("Retry-After", "2"));
    }

    @Test
    void redeliveriesAreCounted() {
        TestConnector connector = TestConnector.usual();

        connector.send(
                TestConnector.signed(Posts.message())
                        .with("X-Slack-Retry-Num", "1")
                        .with("X-Slack-Retry-Reason", "http_timeout"));

        assertThat(connector.open().status().details().getInt("redelivered")).isEqualTo(1);
    }
}
