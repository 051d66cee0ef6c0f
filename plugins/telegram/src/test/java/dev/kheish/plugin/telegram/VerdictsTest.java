package dev.kheish.plugin.telegram;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kheish.spi.ConnectorStatus;
import dev.kheish.spi.DeliveryResult;
import dev.kheish.spi.EgressException;
import dev.kheish.spi.Evidence;
import dev.kheish.testkit.FakeEgress;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.time.Duration;
import java.util.Map;
import java.util.Set;

/** What becomes of a delivery, by what Telegram answered. */
final class VerdictsTest {
    private static final String SEND = "sendMessage";

    private final TestConnector connector = TestConnector.usual();
    private final FakeBotApi api = connector.api;

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "429|~~|{\"ok\":false,\"error_code\":429,\"parameters\":{\"retry_after\":7}}|7000",
                "429|3|{\"ok\":false,\"error_code\":429,\"parameters\":{\"retry_after\":7}}|3000",
                "200|~~|{\"ok\":false,\"error_code\":429,\"parameters\":{\"retry_after\":7}}|7000",
                "429|~~|{\"ok\":false,\"error_code\":429,\"parameters\":{\"retry_after\":99999}}|3600000",
                "429|999999|x|3600000"
            })
    @DisplayName("429 or error_code 429 with a hint: later, header first, capped; costs no attempt")
    void limited(int status, String header, String body, long waitMs) {
        Map<String, String> headers = header.isEmpty() ? Map.of() : Map.of("Retry-After", header);
        api.next(SEND, _ -> FakeEgress.response(status, body, headers));

        DeliveryResult result = connector.deliver("x");

        assertThat(result).isInstanceOf(DeliveryResult.Later.class);
        assertThat(((DeliveryResult.Later) result).after()).isEqualTo(Duration.ofMillis(waitMs));
    }

    @Test
    @DisplayName(
            "429 without hint: later, a short while; those behind wait, too, and other chats do not")
    void limitedWithoutHint() {
        api.nextError(SEND, 429, "Too Many Requests");

        assertThat(connector.deliver("x"))
                .isEqualTo(
                        DeliveryResult.later(
                                Verdicts.SHORT_WAIT,
                                "Telegram takes no more sendMessage to this chat for 5 s."));
        assertThat(connector.deliver(connector.to(TestConnector.address(5), "y").id("dlv_2")))
                .isInstanceOf(DeliveryResult.Later.class);
        assertThat(connector.deliver(connector.to(TestConnector.address(6), "z").id("dlv_3")))
                .isInstanceOf(DeliveryResult.Delivered.class);
        assertThat(api.methods()).hasSize(2);
    }

    @Test
    @DisplayName("HTTP 403: terminal")
    void forbidden() {
        api.nextError(SEND, 403, "Forbidden: bot was blocked by the user");

        DeliveryResult.Rejected rejected = rejected();

        assertThat(rejected.reason()).contains("403", "bot was blocked by the user");
        assertThat(rejected.evidence().httpStatus()).hasValue(403);
        assertThat(connector.open().status().health()).isEqualTo(ConnectorStatus.Health.OK);
    }

    @ParameterizedTest
    @ValueSource(ints = {401, 404})
    @DisplayName(
            "HTTP 401 (and 404, a malformed token): terminal, shown; what follows waits for a new one")
    void badToken(int code) {
        api.nextError(SEND, code, "Unauthorized");

        assertThat(rejected().reason()).contains(Integer.toString(code), "BotFather");
        assertThat(connector.open().status().health()).isEqualTo(ConnectorStatus.Health.FAILING);
        assertThat(connector.deliver(connector.to(TestConnector.address(5), "y").id("dlv_2")))
                .isInstanceOf(DeliveryResult.Later.class);
        connector.open().secretsChanged(Set.of("bot_token"));
        assertThat(connector.deliver(connector.to(TestConnector.address(5), "y").id("dlv_2")))
                .isInstanceOf(DeliveryResult.Delivered.class);
        assertThat(connector.open().status().health()).isEqualTo(ConnectorStatus.Health.OK);
    }

    @Test
    @DisplayName("HTTP 401: the token is tried again apart from deliveries")
    void healsByItself() {
        api.nextError(SEND, 401, "Unauthorized");
        rejected();

        connector.run("login");

        assertThat(connector.open().status().health()).isEqualTo(ConnectorStatus.Health.OK);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Bad Request: message is too long",
                "Bad Request: chat not found",
                "Bad Request: message thread not found",
                "Bad Request: BOT WAS BLOCKED",
                "Bad Request: message text is empty",
                "Bad Request: text must be non-empty",
                "Bad Request: not enough rights to send text messages to the chat",
                "Bad Request: TOPIC_CLOSED",
                "Bad Request: user is deactivated"
            })
    @DisplayName("error_code 400 that stays: terminal")
    void finalRequest(String description) {
        api.nextError(SEND, 400, description);

        assertThat(rejected().reason()).contains(description);
    }

    @Test
    @DisplayName("HTTP 413: terminal")
    void tooLarge() {
        api.nextError(SEND, 413, "Request Entity Too Large");

        rejected();
    }

    @Test
    @DisplayName("other 400: retryable, and given up after 8 attempts")
    void otherRequest() {
        api.nextError(SEND, 400, "Bad Request: something new");
        api.nextError(SEND, 400, "Bad Request: something new");

        assertThat(connector.deliver("x")).isInstanceOf(DeliveryResult.Retry.class);
        assertThat(connector.deliver(connector.to(TestConnector.address(5), "x").attempt(8)))
                .isInstanceOf(DeliveryResult.Rejected.class);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "500|{\"ok\":false,\"error_code\":500,\"description\":\"Internal Server Error\"}",
                "502|<html>Bad Gateway</html>",
                "503|~~",
                "504|{}",
                "200|<html>Login</html>",
                "200|{}",
                "200|[]",
                "200|{\"ok\":true}",
                "200|{\"ok\":false}",
                "302|~~",
                "400|<html>",
                "407|~~"
            })
    @DisplayName("5xx, not JSON: retryable")
    void broken(int status, String body) {
        api.next(SEND, status, body);

        DeliveryResult result = connector.deliver("x");

        assertThat(result).isInstanceOf(DeliveryResult.Retry.class);
        assertThat(((DeliveryResult.Retry) result).evidence().httpStatus()).hasValue(status);
    }

    @ParameterizedTest
    @EnumSource(
            value = EgressException.Reason.class,
            names = {"INVALID_URL", "BLOCKED_ADDRESS"},
            mode = EnumSource.Mode.EXCLUDE)
    @DisplayName("transport: retryable")
    void silent(EgressException.Reason reason) {
        api.nextFailure(SEND, reason);

        DeliveryResult result = connector.deliver("x");

        assertThat(result).isInstanceOf(DeliveryResult.Retry.class);
        assertThat(((DeliveryResult.Retry) result).evidence().failure())
                .isEqualTo(Evidence.Failure.TRANSPORT);
    }

    @Test
    @DisplayName("an address that the host refuses: waits until somebody mends it, shown")
    void blocked() {
        api.nextFailure(SEND, EgressException.Reason.BLOCKED_ADDRESS);

        DeliveryResult result = connector.deliver("x");

        assertThat(((DeliveryResult.Retry) result).after()).contains(Verdicts.UNTIL_MENDED);
        assertThat(connector.open().status().reason()).contains("api_base_url");
    }

    @Test
    @DisplayName("the token is in no reason and no evidence, even if the answer repeats it")
    void noToken() {
        api.nextError(SEND, 400, "no such path /bot" + TestConnector.TOKEN + "/sendMessage");

        DeliveryResult.Retry result = (DeliveryResult.Retry) connector.deliver("x");

        assertThat(result.reason() + result.evidence().answer())
                .doesNotContain(TestConnector.TOKEN)
                .contains("[redacted]");
    }

    private DeliveryResult.Rejected rejected() {
        DeliveryResult result = connector.deliver("x");
        assertThat(result).isInstanceOf(DeliveryResult.Rejected.class);
        return (DeliveryResult.Rejected) result;
    }
}
