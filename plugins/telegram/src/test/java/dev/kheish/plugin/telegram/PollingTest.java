package dev.kheish.plugin.telegram;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kheish.spi.EgressException;
import dev.kheish.spi.InboundEvent;
import dev.kheish.spi.Receipt;
import dev.kheish.spi.Submission;
import dev.kheish.testkit.FakeContext;
import dev.kheish.testkit.FakeEgress;

import jakarta.json.JsonObject;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.LongStream;

/** How updates are asked for, and what becomes of whatever is answered. */
final class PollingTest {
    private final TestConnector connector = TestConnector.polling();
    private final FakeBotApi api = connector.api;

    @Test
    @DisplayName("one task for each polling connector; none for others")
    void task() {
        connector.open().start();

        assertThat(connector.context.tasks()).containsOnlyKeys("poller");
        TestConnector webhook = TestConnector.usual();
        webhook.open().start();
        assertThat(webhook.context.tasks()).doesNotContainKey("poller");
    }

    @Test
    @DisplayName("getUpdates: offset, timeout, allowed_updates, no limit")
    void question() {
        connector.poll();

        assertThat(api.calls("getUpdates").getFirst().json().toString())
                .isEqualTo(
                        "{\"offset\":0,\"timeout\":30,\"allowed_updates\":[\"message\",\"edited_message\",\"callback_query\",\"channel_post\"]}");
    }

    @Test
    @DisplayName("view: no time of a last update before there is one")
    void viewBeforeTheFirstUpdate() {
        connector.poll();
        assertThat(polling()).hasToString("{\"next_update_id\":0,\"last_skipped\":[]}");

        api.nextOk("getUpdates", batch(7));
        connector.poll();
        assertThat(polling().containsKey("last_update_at_ms")).isTrue();
    }

    @ParameterizedTest
    @CsvSource({"30, 30, 40", "1, 1, 11", "50, 50, 60", "100000, 50, 60"})
    @DisplayName("client timeout = polling timeout + 10 s; Telegram's longest is 50")
    void timeouts(long set, int asked, int client) {
        connector.set("polling_timeout_seconds", set).poll();

        FakeBotApi.Call call = api.calls("getUpdates").getFirst();
        assertThat(call.json().getInt("timeout")).isEqualTo(asked);
        assertThat(call.request().timeout()).isEqualTo(Duration.ofSeconds(client));
    }

    @Test
    @DisplayName("cursor: next = update_id + 1, in the commit of the events that it passes")
    void cursor() {
        api.nextOk("getUpdates", batch(7, 8));
        connector.poll();

        assertThat(api.calls("getUpdates").getLast().json().getInt("offset")).isEqualTo(9);
        Submission submission = connector.context.submissions().getFirst();
        assertThat(connector.context.submissions()).hasSize(1);
        assertThat(submission.puts()).isEmpty();
        JsonObject cursor = submission.putsIfSettled().get("telegram_polling").asJsonObject();
        assertThat(cursor.getString("kind")).isEqualTo("telegram_polling");
        assertThat(cursor.getInt("next_update_id")).isEqualTo(9);
        assertThat(cursor.getInt("bot_id")).isEqualTo(4242);
    }

    @Test
    @DisplayName("cursor: 150 updates are committed in order, each commit with its own cursor")
    void largeBatch() {
        connector.set("ingress_events_per_second", 1000L);
        api.nextOk("getUpdates", batch(LongStream.range(0, 150).toArray()));
        connector.poll();

        assertThat(connector.context.submissions().stream().map(each -> each.events().size()))
                .containsExactly(64, 64, 22);
        assertThat(
                        connector.context.submissions().stream()
                                .map(
                                        each ->
                                                each.putsIfSettled()
                                                        .get("telegram_polling")
                                                        .asJsonObject()
                                                        .getInt("next_update_id")))
                .containsExactly(64, 128, 150);
    }

    @Test
    @DisplayName("cursor: goes on where it stood after a restart")
    void restart() {
        api.nextOk("getUpdates", batch(7));
        connector.poll();
        TestConnector second = again();
        second.poll();

        assertThat(offset(second)).isEqualTo(8);
    }

    @Test
    @DisplayName("cursor: another bot's is not ours")
    void otherBot() {
        api.nextOk("getUpdates", batch(7));
        connector.poll();
        TestConnector second = again();
        second.api.nextOk("getMe", "{\"id\":1,\"username\":\"other\"}");
        second.poll();

        assertThat(offset(second)).isZero();
    }

    @ParameterizedTest
    @CsvSource({"P5D, 8", "P6DT1H, 0"})
    @DisplayName("cursor: older than 6 days it is dropped, for ids may begin anew")
    void oldCursor(Duration silence, int offset) {
        api.nextOk("getUpdates", batch(7));
        connector.poll();
        TestConnector second = again();
        second.context.clock().set(connector.context.clock().instant().plus(silence));
        second.api.nextOk("getUpdates", batch(3));
        second.poll();

        assertThat(second.api.calls("getUpdates").getFirst().json().getInt("offset"))
                .isEqualTo(offset);
        assertThat(offset(second)).isEqualTo(offset == 0 ? 4 : 8);
    }

    @Test
    @DisplayName("unsupported kind, foreign chat, unreadable: recorded as skipped, cursor moves")
    void skipped() {
        connector.set("allowed_chat_ids", List.of(5L));
        api.nextOk(
                "getUpdates",
                """
                [{"update_id":1,"poll":{"id":"1"}},
                 {"update_id":2,"message":{"message_id":1,"chat":{"id":6},"text":"stranger"}},
                 {"update_id":3,"message":{"message_id":"x","chat":{"id":5}}},
                 {"update_id":4,"callback_query":{"id":"c","from":{"id":9}}},
                 {"update_id":5,"message":{"message_id":1,"chat":{"id":5}}}]""");
        connector.poll();

        assertThat(connector.context.submissions()).isEmpty();
        assertThat(offset(connector)).isEqualTo(6);
        JsonObject stored =
                connector.context.state().get("telegram_polling").orElseThrow().asJsonObject();
        assertThat(stored.getInt("next_update_id")).isEqualTo(6);
        assertThat(
                        stored.getJsonArray("skipped").stream()
                                .map(each -> each.asJsonObject().getString("reason")))
                .containsExactly(
                        "unsupported_update",
                        "chat_not_allowed",
                        "unreadable",
                        "callback_without_message",
                        "empty_message");
        assertThat(connector.open().status().details().getJsonObject("polling").toString())
                .contains("\"update_id\":3,\"reason\":\"unreadable\"");
    }

    @Test
    @DisplayName("skipped ones between others do not keep them")
    void mixed() {
        api.nextOk(
                "getUpdates",
                "[%s,{\"update_id\":8,\"poll\":{}},%s,{\"update_id\":10,\"message\":7}]"
                        .formatted(one(7), one(9)));
        connector.poll();

        assertThat(connector.context.events().stream().map(each -> each.key().orElseThrow()))
                .containsExactly("telegram:bot:7", "telegram:bot:9");
        assertThat(offset(connector)).isEqualTo(11);
    }

    @ParameterizedTest
    @EnumSource(value = Receipt.Refusal.class, mode = EnumSource.Mode.EXCLUDE, names = "CLOSED")
    @DisplayName("submission refused for good: recorded as skipped, cursor moves, shown")
    void refused(Receipt.Refusal why) {
        connector.context.answering(new Receipt.Refused(why, "Change this setting."));
        api.nextOk("getUpdates", batch(7));
        connector.poll();

        assertThat(offset(connector)).isEqualTo(8);
        String details = connector.open().status().details().toString();
        assertThat(details)
                .contains("Change this setting.")
                .contains(
                        "\"update_id\":7,\"reason\":\""
                                + why.name().toLowerCase(java.util.Locale.ROOT));
    }

    @Test
    @DisplayName("fingerprint mismatch: recorded as skipped, cursor moves")
    void conflictingUpdate() {
        connector.context.answering(new Receipt.Conflict(FakeContext.run("run_1", "s")));
        api.nextOk("getUpdates", batch(7));
        connector.poll();

        assertThat(offset(connector)).isEqualTo(8);
    }

    @Test
    @DisplayName("known update: nothing happens, cursor moves")
    void duplicate() {
        connector.context.answering(new Receipt.Duplicate(FakeContext.run("run_1", "s")));
        api.nextOk("getUpdates", batch(7));
        connector.poll();

        assertThat(offset(connector)).isEqualTo(8);
        assertThat(connector.open().status().details().containsKey("skipped")).isFalse();
    }

    @Test
    @DisplayName("rate limited, overloaded, closed: waits as told, and the cursor with it")
    void passing() {
        AtomicInteger tries = new AtomicInteger();
        connector.context.answering(
                (InboundEvent _) ->
                        switch (tries.incrementAndGet()) {
                            case 1 -> new Receipt.RateLimited(Duration.ofMillis(250));
                            case 2 -> new Receipt.Overloaded(Duration.ofMillis(350));
                            case 3 -> new Receipt.Refused(Receipt.Refusal.CLOSED, "closing");
                            default -> {
                                assertThat(connector.context.state().get("telegram_polling"))
                                        .isEmpty();
                                yield new Receipt.Accepted(FakeContext.run("run_1", "s"));
                            }
                        });
        api.nextOk("getUpdates", batch(7));
        connector.poll();

        assertThat(connector.rests)
                .containsExactly(
                        Duration.ofMillis(250), Duration.ofMillis(350), Duration.ofSeconds(1));
        assertThat(connector.context.state().get("telegram_polling")).isPresent();
        assertThat(offset(connector)).isEqualTo(8);
    }

    @Test
    @DisplayName("own rate: a batch is cut before the host would, so its order stays")
    void ownRate() {
        connector.set("ingress_events_per_second", 3L);
        api.nextOk("getUpdates", batch(LongStream.range(0, 7).toArray()));
        connector.poll();

        assertThat(connector.context.submissions().stream().map(each -> each.events().size()))
                .containsExactly(3, 1, 1, 1, 1);
        assertThat(connector.rests)
                .allSatisfy(rest -> assertThat(rest.toMillis()).isBetween(330L, 340L));
        assertThat(connector.context.events().stream().map(each -> each.key().orElseThrow()))
                .isSorted()
                .hasSize(7);
    }

    @ParameterizedTest
    @EnumSource(
            value = EgressException.Reason.class,
            names = {"UNKNOWN_HOST", "CONNECT", "TLS", "TIMEOUT", "PROTOCOL"})
    @DisplayName("fetch error: back-off that doubles, with jitter, up to a minute; degraded")
    void fetchError(EgressException.Reason reason) {
        for (int i = 0; i < 9; i++) {
            api.nextFailure("getUpdates", reason);
        }
        connector.poll();

        long full = 1000;
        for (Duration rest : connector.rests) {
            assertThat(rest.toMillis()).isBetween(full / 2, full);
            full = Math.min(60_000, full * 2);
        }
        assertThat(connector.rests).hasSize(9);
        assertThat(health()).startsWith("DEGRADED Telegram cannot be polled just now");
    }

    @Test
    @DisplayName("fetch error: over with the next answer")
    void healed() {
        api.nextFailure("getUpdates", EgressException.Reason.CONNECT);
        api.nextOk("getUpdates", "[]");
        connector.poll();

        assertThat(health()).isEqualTo("OK ");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "429|~~|{\"ok\":false,\"error_code\":429,\"parameters\":{\"retry_after\":7}}|7000",
                "429|3|{\"ok\":false,\"error_code\":429,\"parameters\":{\"retry_after\":7}}|3000",
                "200|~~|{\"ok\":false,\"error_code\":429,\"parameters\":{\"retry_after\":7}}|7000",
                "429|~~|{\"ok\":false,\"error_code\":429,\"parameters\":{\"retry_after\":99999999}}|3600000",
                "429|99999999|x|3600000",
                "429|0|x|1",
                "429|Sun, 15 Jun 2025 15:06:50 GMT|x|10000"
            })
    @DisplayName("flood wait: header before body, both capped at an hour")
    void floodWait(int status, String header, String body, long waitMs) {
        Map<String, String> headers = header.isEmpty() ? Map.of() : Map.of("Retry-After", header);
        api.next("getUpdates", _ -> FakeEgress.response(status, body, headers));
        connector.poll();

        assertThat(connector.rests).containsExactly(Duration.ofMillis(waitMs));
    }

    @Test
    @DisplayName("flood wait without a hint: back-off")
    void floodWaitWithoutHint() {
        api.nextError("getUpdates", 429, "Too Many Requests");
        connector.poll();

        assertThat(connector.rests.getFirst().toMillis()).isBetween(500L, 1000L);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "Conflict: can't use getUpdates method while webhook is active|manage_webhook",
                "Conflict: terminated by other getUpdates request|Another program"
            })
    @DisplayName("HTTP 409: connector state with the reason, back-off")
    void conflict(String description, String advice) {
        api.nextError("getUpdates", 409, description);
        api.nextError("getUpdates", 409, description);
        connector.poll();

        assertThat(health()).startsWith("FAILING").contains("409", description, advice);
        assertThat(connector.rests).hasSize(2);
        assertThat(api.methods()).doesNotContain("deleteWebhook");
    }

    @Test
    @DisplayName("HTTP 409, webhook set, manage_webhook: it is deleted, with nothing dropped")
    void deletesWebhook() {
        connector.set("manage_webhook", true);
        api.nextError("getUpdates", 409, "Conflict: webhook is active");
        connector.poll();

        assertThat(api.calls("deleteWebhook").getFirst().json().toString())
                .isEqualTo("{\"drop_pending_updates\":false}");
        assertThat(health()).isEqualTo("OK ");
    }

    @ParameterizedTest
    @ValueSource(ints = {401, 404})
    @DisplayName("HTTP 401 and 404: connector state with the reason, back-off up to five minutes")
    void badToken(int code) {
        api.nextOk("getMe", "{\"id\":4242,\"username\":\"fake_bot\"}");
        api.nextError("getUpdates", code, "Unauthorized");
        for (int i = 0; i < 12; i++) {
            api.nextError("getMe", code, "Unauthorized");
        }
        connector.endsAfter(12).run("poller");

        assertThat(health()).startsWith("FAILING").contains("" + code, "BotFather");
        assertThat(connector.rests.getLast().toMillis()).isBetween(150_000L, 300_000L);
    }

    @Test
    @DisplayName("a new token is taken at once, and heals")
    void newToken() {
        api.nextError("getMe", 401, "Unauthorized");
        connector.endsAfter(1).run("poller");
        connector.context.secret("bot_token", "4242:new");
        connector.open().secretsChanged(java.util.Set.of("bot_token"));

        connector.endsAfter(99).poll();

        assertThat(api.calls("getUpdates").getLast().request().url()).contains("4242:new");
        assertThat(health()).isEqualTo("OK ");
    }

    @Test
    @DisplayName("answer that is no JSON: updates one by one, and only the bad one is passed over")
    void spoiledAnswer() {
        String spoiled = "{\"ok\":true,\"result\":[{\"update_id\":7,\"message\":{\"x\":1,\"x\":2}}";
        api.next("getUpdates", 200, spoiled + "," + one(8) + "]}");
        api.next("getUpdates", 200, spoiled + "]}");
        api.nextOk("getUpdates", "[" + one(8) + "]");
        connector.poll();

        List<FakeBotApi.Call> polls = api.calls("getUpdates");
        assertThat(polls.get(0).json().containsKey("limit")).isFalse();
        assertThat(polls.get(1).json().getInt("limit")).isEqualTo(1);
        assertThat(polls.get(2).json().getInt("offset")).isEqualTo(8);
        assertThat(offset(connector)).isEqualTo(9);
        assertThat(connector.context.events()).hasSize(1);
        assertThat(connector.open().status().details().toString()).contains("unreadable");
    }

    @Test
    @DisplayName("answer that is too large: updates one by one")
    void largeAnswer() {
        api.nextFailure("getUpdates", EgressException.Reason.TOO_LARGE);
        connector.poll();

        assertThat(api.calls("getUpdates").getLast().json().getInt("limit")).isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"{}", "7", "[{}]", "[{\"update_id\":\"x\"}]", "[[]]"})
    @DisplayName("answer without updates, updates without ids: back-off, not a busy loop")
    void uselessAnswer(String result) {
        api.nextOk("getUpdates", result);
        connector.poll();

        assertThat(connector.rests).hasSize(1);
        assertThat(health()).startsWith("DEGRADED");
    }

    @Test
    @DisplayName("callback: answered after the commit")
    void callback() {
        api.nextOk("getUpdates", "[" + Updates.callback(Updates.BELOW + ",\"data\":\"x\"") + "]");
        connector.poll();

        assertThat(connector.context.tasks()).containsKey("callback answer");
    }

    @Test
    @DisplayName("no token just now: waits, and asks nobody")
    void noToken() {
        connector.context.forget("bot_token");
        connector.endsAfter(3).run("poller");

        assertThat(connector.rests).hasSize(3);
        assertThat(api.methods()).isEmpty();
    }

    @Test
    @DisplayName("the token is in no view and no error")
    void noTokenShown() {
        api.nextError("getUpdates", 400, "bad " + TestConnector.TOKEN);
        connector.poll();

        assertThat(health() + connector.open().status().details())
                .doesNotContain(TestConnector.TOKEN)
                .contains("[redacted]");
    }

    /** The same connector after a restart. */
    private TestConnector again() {
        TestConnector second = TestConnector.polling();
        connector
                .context
                .state()
                .get("telegram_polling")
                .ifPresent(value -> second.context.state().put("telegram_polling", value));
        return second;
    }

    private JsonObject polling() {
        return connector.open().status().details().getJsonObject("polling");
    }

    private String health() {
        return connector.open().status().health() + " " + connector.open().status().reason();
    }

    private static int offset(TestConnector connector) {
        return connector.api.calls("getUpdates").getLast().json().getInt("offset");
    }

    private static String batch(long... ids) {
        return LongStream.of(ids)
                .mapToObj(PollingTest::one)
                .collect(Collectors.joining(",", "[", "]"));
    }

    private static String one(long id) {
        return Updates.update(id, "message", Updates.body("\"text\":\"t" + id + "\""));
    }
}
