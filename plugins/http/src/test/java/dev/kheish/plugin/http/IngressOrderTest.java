package dev.kheish.plugin.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kheish.spi.IngressReply;
import dev.kheish.spi.Receipt;
import dev.kheish.testkit.FakeContext;
import dev.kheish.testkit.FakeRequest;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.time.Duration;

/** The checks that a post passes, in their order. */
final class IngressOrderTest {
    private static final String PING = "{\"content\":\"ping\",\"idempotency_key\":\"k-1\"}";

    @ParameterizedTest
    @ValueSource(
            strings = {"", "Bearer", "Bearer ", "bearer sesame", "Basic sesame", "Bearer  sesame"})
    void answers401ToAWrongTokenWithoutReadingTheBody(String header) {
        FakeRequest request = FakeRequest.post(TestConnector.PATH, PING);
        TestConnector connector = TestConnector.withToken();

        IngressReply reply =
                connector.send(header.isEmpty() ? request : request.with("Authorization", header));

        assertThat(reply.status()).isEqualTo(401);
        assertThat(reply.code()).isEqualTo("unauthorized");
        assertThat(request.isBodyRead()).isFalse();
        assertThat(connector.context.events()).isEmpty();
    }

    @Test
    void trustsTheHolderOfTheTokenBeforeReadingTheBody() {
        FakeRequest request =
                FakeRequest.post(TestConnector.PATH, PING).with("Authorization", "Bearer sesame");

        IngressReply reply = TestConnector.withToken().send(request);

        assertThat(reply.status()).isEqualTo(200);
        assertThat(request.isReadByStranger()).isFalse();
    }

    @Test
    void asksForTheTokenEvenWhereStrangersAreAllowed() {
        TestConnector connector =
                TestConnector.withToken().set("allow_unauthenticated_ingress", true);

        assertThat(connector.send(FakeRequest.post(TestConnector.PATH, PING)).status())
                .isEqualTo(401);
    }

    @Test
    void seesARotatedTokenAtOnce() {
        TestConnector connector = TestConnector.withToken();
        connector.context.secret("bearer_token", "changed");

        assertThat(connector.post(PING).status()).isEqualTo(401);
    }

    @Test
    void letsNobodyInWhenItsSecretCannotBeRead() {
        TestConnector connector = TestConnector.withToken();
        connector.context.forget("bearer_token");

        IngressReply reply = connector.post(PING);

        assertThat(reply.status()).isEqualTo(503);
        assertThat(reply.headers()).anyMatch(header -> header.getKey().equals("Retry-After"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "{", "[]", "\"text\"", "null", "{\"a\":1,\"a\":2}", "{} {}"})
    void refusesWhatIsNoJsonObject(String body) {
        IngressReply reply = TestConnector.withToken().post(body);

        assertThat(reply.status()).isEqualTo(400);
        assertThat(reply.code()).isEqualTo("bad_request");
        assertThat(reply.detail()).contains("body");
    }

    @Test
    void refusesJsonThatIsNestedDeeperThan64() {
        String deep = "{\"metadata\":" + "[".repeat(64) + "]".repeat(64) + "}";

        assertThat(TestConnector.withToken().post(deep).detail()).contains("not usable JSON");
    }

    @Test
    void authenticatesBeforeItParses() {
        FakeRequest request = FakeRequest.post(TestConnector.PATH, "{");

        assertThat(TestConnector.signed().send(request).status()).isEqualTo(401);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"idempotency_key\":\"k\",\"content\":\"x\",\"session_id\":\"s\"}",
                "{\"idempotency_key\":\"k\",\"content\":\"x\",\"binding_keys\":[\"b\"]}",
                "{\"idempotency_key\":\"k\",\"content\":\"x\",\"attachments\":"
                        + "[{\"type\":\"asset_reference\",\"asset_id\":\"a\"}]}",
                "{\"idempotency_key\":\"k\",\"input_items\":"
                        + "[{\"type\":\"asset_reference\",\"asset_id\":\"a\"}]}",
                "{\"idempotency_key\":\"k\",\"content\":\"x\",\"reply_targets\":"
                        + "[{\"plugin\":\"http\",\"address\":\"https://example.com\"}]}",
                "{\"idempotency_key\":\"k\",\"content\":\"x\",\"reply_plugin\":\"http\","
                        + "\"reply_address\":\"https://example.com\"}"
            })
    void refusesToStrangersWhatOnlyKnownSendersMaySay(String body) {
        IngressReply stranger =
                TestConnector.open().set("allow_payload_reply_targets", true).post(body);
        IngressReply known =
                TestConnector.withToken().set("allow_payload_reply_targets", true).post(body);

        assertThat(stranger.status()).isEqualTo(400);
        assertThat(stranger.detail()).contains("bearer_token");
        assertThat(known.status()).isEqualTo(200);
    }

    @Test
    void takesTextItemsFromStrangers() {
        String body =
                "{\"idempotency_key\":\"k\",\"input_items\":[{\"type\":\"text\",\"text\":\"x\"}]}";

        assertThat(TestConnector.open().post(body).status()).isEqualTo(200);
    }

    @Test
    void refusesReplyTargetsUnlessTheOperatorAllowsThem() {
        String body =
                "{\"idempotency_key\":\"k\",\"content\":\"x\",\"reply_targets\":"
                        + "[{\"plugin\":\"http\",\"address\":\"https://example.com\"}]}";

        IngressReply reply = TestConnector.withToken().post(body);

        assertThat(reply.status()).isEqualTo(400);
        assertThat(reply.detail()).contains("allow_payload_reply_targets");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "connector_ingress_key",
                "http_ingress_key",
                "http_ingress_key_sha256",
                "http_ingress_fingerprint"
            })
    void refusesReservedMetadataWithAndWithoutAKey(String name) {
        String metadata = "\"metadata\":{\"" + name + "\":1}";

        IngressReply keyed =
                TestConnector.withToken().post("{\"idempotency_key\":\"k\"," + metadata + "}");
        IngressReply keyless = TestConnector.withToken().keyless().post("{" + metadata + "}");

        assertThat(keyed.status()).isEqualTo(400);
        assertThat(keyed.detail()).contains(name);
        assertThat(keyless.status()).isEqualTo(400);
    }

    @Test
    void refusesAPostWithoutAKeyUnlessKeysAreOptional() {
        String body = "{\"content\":\"x\",\"idempotency_key\":\"  \"}";

        assertThat(TestConnector.withToken().post(body).detail()).contains("idempotency_key");
        assertThat(TestConnector.withToken().keyless().post(body).status()).isEqualTo(200);
    }

    @Test
    void answersTheRunOfAnAcceptedEvent() {
        IngressReply reply = TestConnector.withToken().post(PING);

        assertThat(reply.status()).isEqualTo(200);
        assertThat(reply.body()).isEqualTo(IngressReply.Body.RUN);
        assertThat(reply.run().orElseThrow().runId()).isEqualTo("run_1");
        assertThat(reply.headers()).isEmpty();
    }

    @Test
    void answersTheSameRunToADuplicateAndSaysSo() {
        TestConnector connector = TestConnector.withToken();
        connector.context.answering(new Receipt.Duplicate(FakeContext.run("run_7", "s")));

        IngressReply reply = connector.post(PING);

        assertThat(reply.status()).isEqualTo(200);
        assertThat(reply.run().orElseThrow().runId()).isEqualTo("run_7");
        assertThat(reply.headers().getFirst().getKey()).isEqualTo("Kheish-Idempotent-Replayed");
        assertThat(reply.headers().getFirst().getValue()).isEqualTo("true");
    }

    @Test
    void tellsHowLongToWaitWhenTheRateIsUsedUp() {
        TestConnector connector = TestConnector.withToken();
        connector.context.answering(new Receipt.RateLimited(Duration.ofMillis(1001)));

        IngressReply reply = connector.post(PING);

        assertThat(reply.status()).isEqualTo(429);
        assertThat(reply.code()).isEqualTo("http_ingress_rate_limited");
        assertThat(reply.detail()).endsWith("retry_after_ms=1001");
        assertThat(reply.headers().getFirst().getValue()).isEqualTo("2");
    }
}
