package dev.kheish.plugin.telegram;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kheish.spi.FieldError;
import dev.kheish.testkit.MapSettings;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.time.Duration;
import java.util.List;

final class SettingsTest {
    private final TelegramKind kind = new TelegramKind();
    private final MapSettings settings =
            MapSettings.of(kind, "bot").with("bot_token", true).with("secret_token", true);

    @Test
    void hasTheDefaultsThatItAlwaysHad() {
        assertThat(settings.string("ingress_mode")).contains("webhook");
        assertThat(settings.integer("polling_timeout_seconds")).isEqualTo(30);
        assertThat(settings.integer("ingress_events_per_second")).isEqualTo(100);
        assertThat(settings.bool("include_self_output")).isTrue();
        assertThat(settings.bool("allow_unauthenticated_ingress")).isFalse();
        assertThat(settings.bool("manage_webhook")).isFalse();
        assertThat(settings.integers("allowed_chat_ids")).isEmpty();
        assertThat(kind.validate(settings)).isEmpty();
    }

    @Test
    void everySettingIsDescribed() {
        assertThat(kind.settings()).allSatisfy(spec -> assertThat(spec.description()).isNotBlank());
    }

    @Test
    void needsATokenForAnswersPollingAndAManagedWebhook() {
        assertThat(wrong(none().with("secret_token", true))).containsExactly("bot_token");
        assertThat(wrong(none().with("ingress_mode", "polling").with("include_self_output", false)))
                .containsExactly("bot_token");
        assertThat(
                        wrong(
                                none().with("secret_token", true)
                                        .with("include_self_output", false)
                                        .with("manage_webhook", true)
                                        .with("webhook_url", "https://b.example/x")))
                .containsExactly("bot_token");
        assertThat(wrong(none().with("secret_token", true).with("include_self_output", false)))
                .isEmpty();
    }

    @Test
    void needsASecretForAWebhookOnly() {
        assertThat(wrong(none().with("bot_token", true))).containsExactly("secret_token");
        assertThat(wrong(none().with("bot_token", true).with("ingress_mode", "polling"))).isEmpty();
        assertThat(
                        wrong(
                                none().with("bot_token", true)
                                        .with("allow_unauthenticated_ingress", true)))
                .isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://tg.example.com",
                "https://tg.example.com:8081/base/",
                "https://tg.example.com/bot",
                "http://127.0.0.1:8081",
                "http://localhost:8081/",
                "http://[::1]:8081"
            })
    void takesBasesThatATokenMayGoTo(String url) {
        assertThat(wrong(settings.with("api_base_url", url))).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://api.telegram.org",
                "https://user@tg.example.com",
                "https://tg.example.com?x=1",
                "https://tg.example.com#x",
                "tg.example.com",
                "ftp://tg.example.com",
                "http://localhost.evil.example",
                "http://127.0.0.1.evil.example"
            })
    void refusesOtherBases(String url) {
        assertThat(wrong(settings.with("api_base_url", url))).containsExactly("api_base_url");
    }

    @ParameterizedTest
    @CsvSource({
        "https://api.telegram.org, https://api.telegram.org/bot1:a/getMe, https://api.telegram.org/file/bot1:a/d/f%20x.pdf",
        "https://h.example/bot, https://h.example/bot1:a/getMe, https://h.example/file/bot1:a/d/f%20x.pdf",
        "https://h.example/x/, https://h.example/x/bot1:a/getMe, https://h.example/x/file/bot1:a/d/f%20x.pdf",
        "http://127.0.0.1:8081, http://127.0.0.1:8081/bot1:a/getMe, http://127.0.0.1:8081/file/bot1:a/d/f%20x.pdf"
    })
    void methodsAndFilesHaveTheirAddresses(String base, String method, String file) {
        assertThat(BaseUrl.of(base).method("1:a", "getMe")).isEqualTo(method);
        assertThat(BaseUrl.of(base).file("1:a", "//d/f x.pdf")).isEqualTo(file);
    }

    @Test
    void trustsTheOriginOfItsBaseWithItsPort() {
        assertThat(BaseUrl.of("https://H.example/bot").origin()).isEqualTo("https://h.example:443");
        assertThat(BaseUrl.of("http://127.0.0.1:8081").origin()).isEqualTo("http://127.0.0.1:8081");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://b.example/x",
                "https://b.example:8080/x",
                "https://b.example/x#y",
                "https:///x",
                "https://b example/x"
            })
    void refusesWebhookUrlsThatTelegramWouldRefuse(String url) {
        assertThat(wrong(settings.with("manage_webhook", true).with("webhook_url", url)))
                .containsExactly("webhook_url");
    }

    @Test
    void aWebhookUrlNeedsManageWebhookAndTheOtherWayRound() {
        String url = "https://b.example:8443/x?y=z";

        assertThat(wrong(settings.with("webhook_url", url))).containsExactly("webhook_url");
        assertThat(wrong(settings.with("manage_webhook", true))).isEmpty();
        assertThat(wrong(settings.with("ingress_mode", "polling"))).containsExactly("webhook_url");
        assertThat(wrong(with().with("manage_webhook", true))).containsExactly("webhook_url");
        assertThat(wrong(with().with("manage_webhook", true).with("ingress_mode", "polling")))
                .isEmpty();
    }

    @Test
    void refusesWhatIsTooLongOrTooShort() {
        assertThat(
                        wrong(
                                settings.with("fixed_session_id", "é".repeat(300))
                                        .with(
                                                "additional_binding_keys",
                                                List.of("a", "é".repeat(600)))
                                        .with("webhook_check_interval", Duration.ofMillis(10))))
                .containsExactlyInAnyOrder(
                        "fixed_session_id", "additional_binding_keys[1]", "webhook_check_interval");
    }

    private MapSettings none() {
        return MapSettings.of(kind, "bot");
    }

    private MapSettings with() {
        return none().with("bot_token", true).with("secret_token", true);
    }

    private List<String> wrong(MapSettings given) {
        return kind.validate(given).stream().map(FieldError::field).toList();
    }
}
