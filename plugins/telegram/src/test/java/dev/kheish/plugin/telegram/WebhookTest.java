package dev.kheish.plugin.telegram;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kheish.spi.EgressException;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.time.Duration;
import java.util.Set;

/** A webhook that the connector looks after. */
final class WebhookTest {
    private static final String URL = "https://b.example/v1/connectors/telegram/bot";
    private static final String THERE = "{\"url\":\"" + URL + "\",\"pending_update_count\":3%s}";

    private final TestConnector connector = TestConnector.usual();
    private final FakeBotApi api = connector.api;

    @BeforeEach
    void manage() {
        connector.set("manage_webhook", true).set("webhook_url", URL);
    }

    @Test
    void isSetWithItsSecretAndTheUpdatesThatAreOfUse() {
        connector.endsAfter(1).run("webhook");

        assertThat(api.methods()).containsExactly("getMe", "setWebhook");
        assertThat(api.calls("setWebhook").getFirst().json().toString())
                .isEqualTo(
                        "{\"url\":\"%s\",\"allowed_updates\":[\"message\",\"edited_message\",\"callback_query\",\"channel_post\"],\"secret_token\":\"s3cret\"}"
                                .formatted(URL));
        assertThat(connector.rests).containsExactly(Duration.ofMinutes(5));
        assertThat(health()).isEqualTo("OK ");
    }

    @Test
    void isLeftAloneWithoutManageWebhook() {
        TestConnector unmanaged = TestConnector.usual();

        unmanaged.run("login");

        assertThat(unmanaged.api.methods()).containsExactly("getMe");
    }

    @Test
    void isSetAgainWhereItIsGone_andThatIsReported() {
        connector.endsAfter(2).run("webhook");

        assertThat(api.methods())
                .containsExactly("getMe", "setWebhook", "getWebhookInfo", "setWebhook");
        assertThat(health()).startsWith("DEGRADED").contains("set again");
        assertThat(details()).contains("\"dropped\":1");
    }

    @Test
    void isWellAgainWhenItIsStillThereLater() {
        api.nextOk("getWebhookInfo", "{\"url\":\"\"}");
        api.nextOk("getWebhookInfo", THERE.formatted(""));
        connector.endsAfter(3).run("webhook");

        assertThat(health()).isEqualTo("OK ");
        assertThat(details()).contains("\"dropped\":1").contains("\"pending_updates\":3");
    }

    @Test
    void ofAnotherIsReportedAndNotFought() {
        api.nextOk("getWebhookInfo", "{\"url\":\"https://other.example/s3cret-path\"}");
        connector.endsAfter(2).run("webhook");

        assertThat(api.calls("setWebhook")).hasSize(1);
        assertThat(health()).startsWith("FAILING").contains("Another webhook URL");
        assertThat(health() + details()).doesNotContain("s3cret-path");
    }

    @Test
    void thatTelegramCannotReachIsReportedWithTelegramsReason() {
        long now = connector.context.clock().instant().getEpochSecond();
        String error =
                ",\"last_error_date\":%d,\"last_error_message\":\"Wrong response: 401 Unauthorized\"";
        api.nextOk("getWebhookInfo", THERE.formatted(error.formatted(now + 299)));
        connector.endsAfter(2).run("webhook");
        assertThat(health()).startsWith("DEGRADED").contains("401 Unauthorized");

        TestConnector later =
                TestConnector.usual().set("manage_webhook", true).set("webhook_url", URL);
        later.api.nextOk("getWebhookInfo", THERE.formatted(error.formatted(now - 3600)));
        later.endsAfter(2).run("webhook");
        assertThat(later.open().status().reason()).as("an hour ago").isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"with space", "ümlaut", "a/b"})
    void needsASecretThatTelegramTakes(String secret) {
        connector.context.secret("secret_token", secret);
        connector.endsAfter(1).run("webhook");

        assertThat(api.methods()).containsExactly("getMe");
        assertThat(health()).startsWith("FAILING").contains("A-Z").doesNotContain(secret);
    }

    @Test
    void isSetAgainWhenASecretChanges() {
        connector.endsAfter(1).run("webhook");
        connector.context.secret("secret_token", "second");
        connector.open().secretsChanged(Set.of("secret_token"));
        connector.endsAfter(2).run("webhook");

        assertThat(api.calls("setWebhook").getLast().json().getString("secret_token"))
                .isEqualTo("second");
    }

    @Test
    void isTriedAgainWithBackOff() {
        api.nextError("setWebhook", 400, "Bad Request: bad webhook: IP address is reserved");
        api.nextFailure("setWebhook", EgressException.Reason.CONNECT);
        api.nextError("setWebhook", 429, "Too Many Requests");
        connector.endsAfter(3).run("webhook");

        assertThat(health()).contains("cannot be asked");
        assertThat(connector.rests.get(0)).isBetween(Duration.ofMillis(500), Duration.ofSeconds(1));
        assertThat(connector.rests.get(1)).isBetween(Duration.ofSeconds(1), Duration.ofSeconds(2));
        assertThat(connector.rests.get(2)).isEqualTo(Verdicts.SHORT_WAIT);
        connector.endsAfter(4).run("webhook");
        assertThat(health()).isEqualTo("OK ");
    }

    @Test
    void aTokenThatTelegramDoesNotKnowIsShownBeforeAnythingElse() {
        api.nextError("getMe", 401, "Unauthorized");
        connector.endsAfter(1).run("webhook");

        assertThat(health()).startsWith("FAILING").contains("BotFather");
        assertThat(api.calls("setWebhook")).isEmpty();
    }

    private String health() {
        return connector.open().status().health() + " " + connector.open().status().reason();
    }

    private String details() {
        return connector.open().status().details().toString();
    }
}
