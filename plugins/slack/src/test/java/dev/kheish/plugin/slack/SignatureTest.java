package dev.kheish.plugin.slack;

import static org.assertj.core.api.Assertions.assertThat;

import com.slack.api.app_backend.SlackSignature;

import dev.kheish.spi.IngressReply;
import dev.kheish.testkit.FakeRequest;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.NotBlank;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Instant;
import java.util.HexFormat;
import java.util.Locale;

import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

final class SignatureTest {
    private static final String CHALLENGE = "{\"type\":\"url_verification\",\"challenge\":\"abc\"}";
    private static final String OF_CHALLENGE =
            "v0=46ac5ff6bb0916c93c7b622cc323c9342902dccf5256f989020724e52956353c";
    private static final String NOW = TestConnector.NOW;

    @Test
    void agreesWithThePublishedVector() {
        FakeRequest request = request(CHALLENGE, NOW, OF_CHALLENGE);

        IngressReply reply = TestConnector.usual().send(request);

        assertThat(reply.status()).isEqualTo(200);
        assertThat(reply.json().orElseThrow()).hasToString("{\"challenge\":\"abc\"}");
        assertThat(request.isAuthenticated()).isTrue();
    }

    @Property
    void takesWhatSlacksOwnLibrarySigns(@ForAll @NotBlank String secret, @ForAll String body) {
        String signature = new SlackSignature.Generator(secret).generate(NOW, body);

        boolean valid =
                Signature.read(request(body, NOW, signature), Long.parseLong(NOW))
                        .isOf(body.getBytes(StandardCharsets.UTF_8), secret);

        assertThat(valid).isTrue();
    }

    /** And nothing that it would not take: only a signature that it makes passes. */
    @Property
    void refusesWhatSlacksOwnLibraryRefuses(
            @ForAll @NotBlank String secret, @ForAll String body, @ForAll String other) {
        String signature = new SlackSignature.Generator(secret).generate(NOW, other);
        var library = new SlackSignature.Verifier(new SlackSignature.Generator(secret));

        boolean ours =
                Signature.read(request(body, NOW, signature), Long.parseLong(NOW))
                        .isOf(body.getBytes(StandardCharsets.UTF_8), secret);

        assertThat(ours)
                .isEqualTo(library.isValid(NOW, body, signature, Long.parseLong(NOW) * 1000));
    }

    /** Of 300 s both ways; only that the library leaves out the very last moment. */
    @Property
    void agreesWithSlacksOwnLibraryAboutClocks(@ForAll @IntRange(min = -700, max = 700) int skew) {
        String time = Long.toString(Long.parseLong(NOW) + skew);
        String signature = new SlackSignature.Generator("sl4ck").generate(time, CHALLENGE);
        var library = new SlackSignature.Verifier(new SlackSignature.Generator("sl4ck"));

        boolean ours = send(request(CHALLENGE, time, signature)).status() == 200;

        assertThat(ours).isEqualTo(Math.abs(skew) <= 300);
        if (Math.abs(skew) < 300) {
            assertThat(library.isValid(time, CHALLENGE, signature, Long.parseLong(NOW) * 1000))
                    .isTrue();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"sl4ck", "a b", "ключ"})
    void signsAsSlacksOwnLibraryVerifies(String secret) throws GeneralSecurityException {
        String ours = hmac(secret.getBytes(StandardCharsets.UTF_8));

        var library = new SlackSignature.Verifier(new SlackSignature.Generator(secret));

        assertThat(library.isValid(NOW, CHALLENGE, ours, Long.parseLong(NOW) * 1000)).isTrue();
        assertThat(
                        Signature.read(request(CHALLENGE, NOW, ours), Long.parseLong(NOW))
                                .isOf(CHALLENGE.getBytes(StandardCharsets.UTF_8), secret))
                .isTrue();
    }

    @Test
    void takesHexadecimalDigitsInEitherCase() {
        String upper = "v0=" + OF_CHALLENGE.substring(3).toUpperCase(Locale.ROOT);

        assertThat(send(request(CHALLENGE, NOW, upper)).status()).isEqualTo(200);
    }

    @ParameterizedTest
    @ValueSource(longs = {-300, 0, 300})
    void takesAClockThatDiffersJustAsMuchAsAllowed(long seconds) {
        TestConnector connector = TestConnector.usual();
        connector.context.clock().set(Instant.ofEpochSecond(1_750_000_000 + seconds));

        assertThat(connector.send(request(CHALLENGE, NOW, OF_CHALLENGE)).status()).isEqualTo(200);
    }

    @ParameterizedTest
    @ValueSource(longs = {-301, 301, 100_000_000})
    void refusesAClockThatDiffersMore(long seconds) {
        TestConnector connector = TestConnector.usual();
        connector.context.clock().set(Instant.ofEpochSecond(1_750_000_000 + seconds));
        FakeRequest request = request(CHALLENGE, NOW, OF_CHALLENGE);

        IngressReply reply = connector.send(request);

        assertThat(reply.status()).isEqualTo(401);
        assertThat(reply.detail()).contains("too far from the host's clock");
        assertThat(request.isBodyRead()).isFalse();
    }

    @ParameterizedTest
    @CsvSource({
        "x, v0=00, 64 hexadecimal",
        "1750000000, v1=46ac5ff6bb0916c93c7b622cc323c9342902dccf5256f989020724e52956353c, 64 hex",
        "1750000000, 46ac5ff6bb0916c93c7b622cc323c9342902dccf5256f989020724e52956353c, 64 hex",
        "1750000000, v0=zzac5ff6bb0916c93c7b622cc323c9342902dccf5256f989020724e52956353c, 64 hex",
        "x, v0=46ac5ff6bb0916c93c7b622cc323c9342902dccf5256f989020724e52956353c, not a time",
        "-1, v0=46ac5ff6bb0916c93c7b622cc323c9342902dccf5256f989020724e52956353c, not a time",
        "99999999999999999999, v0=46ac5ff6bb0916c93c7b622cc323c9342902dccf5256f989020724e52956353c,"
                + " not a time"
    })
    void answers401WithoutReadingTheBodyWhenTheHeadersAreWrong(
            String time, String signature, String reason) {
        FakeRequest request = request(CHALLENGE, time, signature);

        IngressReply reply = send(request);

        assertThat(reply.status()).isEqualTo(401);
        assertThat(reply.detail()).contains(reason);
        assertThat(request.isBodyRead()).isFalse();
    }

    @Test
    void answers401WhenAHeaderIsMissing() {
        FakeRequest bare = FakeRequest.post(TestConnector.PATH, CHALLENGE);
        FakeRequest unsigned =
                FakeRequest.post(TestConnector.PATH, CHALLENGE)
                        .with("X-Slack-Request-Timestamp", NOW);

        assertThat(send(bare).detail()).contains("Timestamp is missing");
        assertThat(send(unsigned).detail()).contains("Signature is missing");
        assertThat(send(unsigned).status()).isEqualTo(401);
    }

    @Test
    void answers401WhenAnythingSignedDiffers() {
        assertThat(send(request(CHALLENGE + " ", NOW, OF_CHALLENGE)).status()).isEqualTo(401);
        assertThat(send(request(CHALLENGE, "1750000001", OF_CHALLENGE)).status()).isEqualTo(401);
    }

    @Test
    void takesNoSignatureOfABlankSecret() throws GeneralSecurityException {
        for (String blank : new String[] {"", " ", "\n"}) {
            TestConnector connector = TestConnector.usual();
            connector.context.secret("signing_secret", blank);
            // A key is filled up with zeros: a single one makes the same signatures as none.
            String forged = hmac(blank.isEmpty() ? new byte[1] : TestConnector.utf8(blank));

            IngressReply reply = connector.send(request(CHALLENGE, NOW, forged));

            assertThat(reply.status()).isEqualTo(503);
        }
    }

    @Test
    void checksTheSignatureBeforeItLooksIntoTheBody() {
        FakeRequest request = request("not json", NOW, OF_CHALLENGE);

        assertThat(send(request).status()).isEqualTo(401);
        assertThat(request.isReadByStranger()).isTrue();
        assertThat(request.isAuthenticated()).isFalse();
    }

    @Test
    void asksForNoSignatureWhereNoneIsConfigured() {
        FakeRequest request = FakeRequest.post(TestConnector.PATH, CHALLENGE);

        IngressReply reply = TestConnector.unauthenticated().send(request);

        assertThat(reply.status()).isEqualTo(200);
        assertThat(request.isAuthenticated()).isFalse();
    }

    private static String hmac(byte[] key) throws GeneralSecurityException {
        Mac mac = Mac.getInstance("HmacSHA256");
        mac.init(new SecretKeySpec(key, "HmacSHA256"));
        byte[] base = TestConnector.utf8("v0:" + NOW + ":" + CHALLENGE);
        return "v0=" + HexFormat.of().formatHex(mac.doFinal(base));
    }

    private static IngressReply send(FakeRequest request) {
        return TestConnector.usual().send(request);
    }

    private static FakeRequest request(String body, String time, String signature) {
        return FakeRequest.post(TestConnector.PATH, body)
                .with("X-Slack-Request-Timestamp", time)
                .with("X-Slack-Signature", signature);
    }
}
