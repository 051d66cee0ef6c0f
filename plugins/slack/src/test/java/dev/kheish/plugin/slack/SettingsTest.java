package dev.kheish.plugin.slack;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kheish.spi.FieldError;
import dev.kheish.spi.SettingRole;
import dev.kheish.spi.SettingSpec;
import dev.kheish.spi.SettingType;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.List;

final class SettingsTest {
    @Test
    void hasAllTheSettings() {
        assertThat(SlackSettings.SPECS)
                .extracting(SettingSpec::name)
                .containsExactlyInAnyOrder(
                        "bot_token",
                        "signing_secret",
                        "team_bot_tokens",
                        "allow_unauthenticated_ingress",
                        "api_base_url",
                        "fixed_session_id",
                        "session_policy",
                        "additional_binding_keys",
                        "ingress_events_per_second",
                        "direct_messages",
                        "include_edits",
                        "allowed_api_app_ids",
                        "allowed_enterprise_ids",
                        "allowed_team_ids",
                        "allowed_channel_ids",
                        "allowed_file_hosts",
                        "include_self_output",
                        "additional_reply_targets",
                        "allow_broadcast_mentions",
                        "delivery");
        assertThat(SlackSettings.SPECS)
                .allSatisfy(spec -> assertThat(spec.description()).isNotBlank());
    }

    @Test
    void listsAreSetsAndARateIsAtLeastOne() {
        assertThat(SlackSettings.SPECS)
                .filteredOn(spec -> spec.type() == SettingType.STRING_LIST)
                .hasSize(6)
                .allMatch(SettingSpec::isSorted);
        assertThat(spec("allowed_file_hosts").isLowerCase()).isTrue();
        assertThat(spec("ingress_events_per_second").isRaisedToMinimum()).isTrue();
        assertThat(spec("ingress_events_per_second").role()).isEqualTo(SettingRole.INGRESS_RATE);
        assertThat(spec("direct_messages").words()).containsExactly("thread", "channel");
        assertThat(spec("team_bot_tokens").key()).contains("team_id");
    }

    @Test
    void theUsualConnectorIsRight() {
        assertThat(mistakes(TestConnector.usual())).isEmpty();
        assertThat(mistakes(TestConnector.unauthenticated())).isEmpty();
        assertThat(
                        mistakes(
                                TestConnector.usual()
                                        .set("bot_token", false)
                                        .teamToken("T1", "xoxb-one")))
                .isEmpty();
        assertThat(
                        mistakes(
                                TestConnector.usual()
                                        .set("bot_token", false)
                                        .set("include_self_output", false)))
                .isEmpty();
    }

    @Test
    void asksForASignatureAndForATokenAtOnce() {
        TestConnector bare =
                TestConnector.usual().set("signing_secret", false).set("bot_token", false);

        assertThat(mistakes(bare))
                .extracting(FieldError::field)
                .containsExactly("signing_secret", "bot_token");
        assertThat(mistakes(bare))
                .extracting(FieldError::message)
                .allSatisfy(text -> assertThat(text).contains("is needed"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://slack.com/api",
                "https://slack-gov.com/api/",
                "https://proxy.example:8443/slack/api",
                "http://localhost:8080/api",
                "http://127.0.0.1:8080",
                "http://127.1.2.3/api",
                "http://[::1]:8080/api"
            })
    void takesABaseUrlThatTokensMayBeSentTo(String url) {
        assertThat(mistakes(TestConnector.usual().set("api_base_url", url))).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "http://slack.com/api, https://",
        "http://127.0.0.1.example.com/, https://",
        "http://0x7f.1/, https://",
        "http://10.0.0.1/api, https://",
        "http://[::ffff:7f00:1]/, https://",
        "https://user@slack.com/api, user information",
        "https://slack.com/api?x=1, no query",
        "https://slack.com/api#x, no fragment",
        "ftp://slack.com/, https://",
        "slack.com, absolute",
        "'https://slack.com/a b', no URL"
    })
    void refusesABaseUrlThatTokensMustNotBeSentTo(String url, String why) {
        assertThat(mistakes(TestConnector.usual().set("api_base_url", url)))
                .singleElement()
                .satisfies(
                        error -> {
                            assertThat(error.field()).isEqualTo("api_base_url");
                            assertThat(error.message()).contains(why);
                        });
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://files.example.com",
                "files.example.com/x",
                "a b",
                "-a",
                "a:0",
                "a:",
                "a@b",
                "*.example.com"
            })
    void refusesWhatIsNoHost(String host) {
        assertThat(mistakes(TestConnector.usual().set("allowed_file_hosts", List.of("a.b", host))))
                .singleElement()
                .satisfies(error -> assertThat(error.field()).isEqualTo("allowed_file_hosts[1]"));
    }

    @Test
    void refusesWhatIsTooLong() {
        TestConnector connector =
                TestConnector.usual()
                        .set("fixed_session_id", "é".repeat(257))
                        .set("additional_binding_keys", List.of("é".repeat(513)));

        assertThat(mistakes(connector))
                .extracting(FieldError::field)
                .containsExactly("fixed_session_id", "additional_binding_keys[0]");
    }

    private static List<FieldError> mistakes(TestConnector connector) {
        return connector.kind.validate(connector.settings);
    }

    private static SettingSpec spec(String name) {
        return SlackSettings.SPECS.stream()
                .filter(spec -> spec.name().equals(name))
                .findFirst()
                .orElseThrow();
    }
}
