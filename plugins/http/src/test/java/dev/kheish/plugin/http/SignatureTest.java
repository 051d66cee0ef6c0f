package dev.kheish.plugin.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kheish.spi.IngressReply;
import dev.kheish.spi.Route;
import dev.kheish.testkit.FakeRequest;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Locale;

final class SignatureTest {
    private static final String PING = "{\"content\":\"ping\",\"idempotency_key\":\"k-1\"}";
    private static final String OF_PING =
            "5454384f21087c63a5d976797cb212755d306e1a7360dea18213820b2e6b19b0";
    private static final String NOW = "1750000000";

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "s3cr3t|/v1/connectors/http/inbox|1750000000"
                        + "|{\"content\":\"ping\",\"idempotency_key\":\"k-1\"}"
                        + "|5454384f21087c63a5d976797cb212755d306e1a7360dea18213820b2e6b19b0",
                "hmac-test-secret|/v1/connectors/http/orders?source=a%2Fb&attempt=1|1710000000"
                        + "|{\"content\":\"hello\",\"idempotency_key\":\"order-123\","
                        + "\"metadata\":{\"k\":\"v\"}}"
                        + "|f13a4b8c5099a2ffc6b8a913e0998d6765d61a693c27f594ca34ede2e0d4e557"
            })
    void agreesWithPublishedVectors(
            String secret, String path, String time, String body, String hex) {
        FakeRequest request = signed(FakeRequest.post(path, body), time, "v1=" + hex);

        Signature signature = Signature.read(request, Long.parseLong(time), 300);

        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        assertThat(signature.isOf(request, bytes, SigningKey.of(secret))).isTrue();
        assertThat(signature.isOf(request, bytes, SigningKey.of(secret + " "))).isFalse();
    }

    @Test
    void takesHexadecimalDigitsInEitherCase() {
        String upper = "v1=" + OF_PING.toUpperCase(Locale.ROOT);

        assertThat(send(NOW, upper).status()).isEqualTo(200);
    }

    @ParameterizedTest
    @ValueSource(longs = {-300, 300})
    void takesAClockThatDiffersJustAsMuchAsAllowed(long seconds) {
        TestConnector connector = TestConnector.signed();
        connector.context.clock().set(Instant.ofEpochSecond(1_750_000_000 + seconds));

        assertThat(connector.send(ping(NOW, "v1=" + OF_PING)).status()).isEqualTo(200);
    }

    @ParameterizedTest
    @CsvSource({
        "1749999699, x, too far",
        "1750000301, x, too far",
        "999999999999999999, x, too far",
        "+1750000000, x, not a time",
        "-1750000000, x, not a time",
        "1.75e9, x, not a time",
        "9999999999999999999999, x, not a time",
        "1750000000, v1=00, 64 hexadecimal",
        "1750000000, 5454384f21087c63a5d976797cb212755d306e1a7360dea18213820b2e6b19b0, 64 hexa",
        "1750000000, v1=zz54384f21087c63a5d976797cb212755d306e1a7360dea18213820b2e6b19b0, 64 hexa"
    })
    void answers401WithoutReadingTheBodyWhenTheHeadersAreWrong(
            String time, String signature, String reason) {
        FakeRequest request = ping(time, signature);

        IngressReply reply = TestConnector.signed().send(request);

        assertThat(reply.status()).isEqualTo(401);
        assertThat(reply.detail()).contains(reason);
        assertThat(request.isBodyRead()).isFalse();
    }

    @Test
    void answers401WhenAHeaderIsMissingOrThereTwice() {
        FakeRequest bare = FakeRequest.post(TestConnector.PATH, PING);
        FakeRequest twoTimes = ping(NOW, "v1=" + OF_PING).with("x-kheish-timestamp", NOW);
        FakeRequest twoSignatures =
                ping(NOW, "v1=" + OF_PING).with("X-Kheish-Signature", "v1=" + OF_PING);
        FakeRequest noSignature =
                FakeRequest.post(TestConnector.PATH, PING).with("X-Kheish-Timestamp", NOW);

        TestConnector connector = TestConnector.signed();

        assertThat(connector.send(bare).detail()).contains("Timestamp is missing");
        assertThat(connector.send(twoTimes).detail()).contains("more than once");
        assertThat(connector.send(twoSignatures).detail()).contains("more than once");
        assertThat(connector.send(noSignature).detail()).contains("Signature is missing");
    }

    @Test
    void answers401WhenAnythingSignedDiffers() {
        TestConnector connector = TestConnector.signed();
        String hex = "v1=" + OF_PING;

        assertThat(connector.send(ping("1750000001", hex)).status()).isEqualTo(401);
        assertThat(connector.send(signed(FakeRequest.post("/other", PING), NOW, hex)).status())
                .isEqualTo(401);
        assertThat(
                        connector
                                .send(
                                        signed(
                                                FakeRequest.post(TestConnector.PATH, PING + " "),
                                                NOW,
                                                hex))
                                .status())
                .isEqualTo(401);
        assertThat(connector.context.events()).isEmpty();
    }

    @Test
    void aSecretThatWasRotatedCountsAtOnce() {
        TestConnector connector = TestConnector.signed();
        Route route = connector.opened();
        String hex = "v1=" + OF_PING;
        assertThat(TestConnector.send(route, ping(NOW, hex)).status()).isEqualTo(200);

        connector.context.secret("hmac_secret", "another");
        assertThat(TestConnector.send(route, ping(NOW, hex)).status()).isEqualTo(401);

        connector.context.secret("hmac_secret", "s3cr3t");
        assertThat(TestConnector.send(route, ping(NOW, hex)).status()).isEqualTo(200);
    }

    @Test
    void needsTokenAndSignatureWhereBothAreConfigured() {
        TestConnector connector = TestConnector.signed().set("bearer_token", true);
        connector.context.secret("bearer_token", "sesame");

        FakeRequest onlySigned = ping(NOW, "v1=" + OF_PING);
        FakeRequest onlyToken =
                FakeRequest.post(TestConnector.PATH, PING).with("Authorization", "Bearer sesame");
        FakeRequest both = ping(NOW, "v1=" + OF_PING).with("Authorization", "Bearer sesame");

        assertThat(connector.send(onlySigned).status()).isEqualTo(401);
        assertThat(connector.send(onlyToken).status()).isEqualTo(401);
        assertThat(connector.send(both).status()).isEqualTo(200);
    }

    @Test
    void checksASignatureThatNobodyAskedFor() {
        TestConnector connector = TestConnector.open().set("hmac_secret", true);
        connector.context.secret("hmac_secret", "s3cr3t");

        FakeRequest right = ping(NOW, "v1=" + OF_PING);
        FakeRequest wrong = ping(NOW, "v1=" + "0".repeat(64));

        assertThat(connector.post(PING).status()).isEqualTo(200);
        assertThat(connector.send(right).status()).isEqualTo(200);
        assertThat(right.isAuthenticated()).isTrue();
        assertThat(connector.send(wrong).status()).isEqualTo(401);
    }

    @Test
    void takesTheKeyOfASignedPostFromItsPayloadOnly() {
        String keyless = "{\"content\":\"ping\"}";
        FakeRequest request =
                signed(
                        FakeRequest.post(TestConnector.PATH, keyless),
                        NOW,
                        "v1=44a019797225b80b0da04d1cbfb3f7f10ec7c3a3c07fe19ecf0aa56376611e28");

        request.with("Idempotency-Key", "k-9");

        IngressReply reply = TestConnector.signed().send(request);
        assertThat(reply.status()).isEqualTo(400);
        assertThat(reply.detail()).contains("does not cover the header");
    }

    private static IngressReply send(String time, String signature) {
        return TestConnector.signed().send(ping(time, signature));
    }

    private static FakeRequest ping(String time, String signature) {
        return signed(FakeRequest.post(TestConnector.PATH, PING), time, signature);
    }

    private static FakeRequest signed(FakeRequest request, String time, String signature) {
        return request.with("X-Kheish-Timestamp", time).with("X-Kheish-Signature", signature);
    }
}
