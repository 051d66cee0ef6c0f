package dev.kheish.plugin.slack;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.util.List;

/** Which workspace and organisation something is of, and which are let in. */
final class WorkspaceTest {
    private static final String EVENT =
            "{\"type\":\"message\",\"channel\":\"C1\",\"ts\":\"1.1\",\"text\":\"x\"";

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "\"context_team_id\":\"T1\",\"team_id\":\"T2\"|:team:T1",
                "\"context_team_id\":null,\"team_id\":\" T2 \"|:team:T2",
                "\"context_team_id\":\" \",\"team_id\":\"T2\"|",
                "\"authorizations\":[{\"team_id\":\"T4\"},{\"team_id\":\"T5\"}]|:team:T4",
                "\"authorizations\":[{\"team_id\":null},{\"team_id\":\"T5\"}]|:team:T5",
                "\"context_enterprise_id\":\"E1\",\"enterprise_id\":\"E2\"|:enterprise:E1",
                "\"enterprise_id\":\"E2\",\"authorizations\":[{\"enterprise_id\":\"E3\"}]|:enterprise:E2",
                "\"authorizations\":[{\"enterprise_id\":\"E3\",\"team_id\":\"T3\"}]|:enterprise:E3:team:T3",
                "\"x\":1|"
            })
    void theFirstIdThatIsThereCounts(String envelope, String prefix) {
        String body = "{\"type\":\"event_callback\",\"event_id\":\"E\",%s,\"event\":%s}}";

        String key =
                TestConnector.usual()
                        .eventOf(body.formatted(envelope, EVENT))
                        .conversationKey()
                        .orElseThrow();

        assertThat(key).isEqualTo("slack:support" + (prefix == null ? "" : prefix) + ":C1:1.1");
    }

    @Test
    void theEventsOwnTeamComesBeforeTheInstallations() {
        String body =
                """
                {"type":"event_callback","event_id":"E","authorizations":[{"team_id":"T4"}],
                 "event":%s,"team":"T3"}}"""
                        .formatted(EVENT);

        assertThat(TestConnector.usual().eventOf(body).conversationKey())
                .contains("slack:support:team:T3:C1:1.1");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                // the list, what is on it, the envelope, what comes of it
                "allowed_api_app_ids|A1|\"api_app_id\":\"A1\"|taken",
                "allowed_api_app_ids|A1|\"api_app_id\":\"A2\"|app_not_allowed",
                "allowed_api_app_ids|A1|\"x\":1|app_not_allowed",
                "allowed_team_ids|T1|\"team_id\":\"T1\"|taken",
                "allowed_team_ids|T1|\"team_id\":\"T2\"|team_not_allowed",
                "allowed_team_ids|T1|\"x\":1|team_not_allowed",
                "allowed_enterprise_ids|E1|\"enterprise_id\":\"E1\"|taken",
                "allowed_enterprise_ids|E1|\"enterprise_id\":\"E2\"|enterprise_not_allowed",
                "allowed_enterprise_ids|E1|\"x\":1|enterprise_not_allowed",
                "allowed_channel_ids|C1|\"x\":1|taken",
                "allowed_channel_ids|C2|\"x\":1|channel_not_allowed",
                // each installation counts, as far as it tells
                "allowed_team_ids|T1|\"team_id\":\"T1\",\"authorizations\":[{\"team_id\":\"T1\"}]|taken",
                "allowed_team_ids|T1|\"team_id\":\"T1\",\"authorizations\":[{\"team_id\":\"T1\"},"
                        + "{\"team_id\":\"T2\"}]|team_not_allowed",
                "allowed_enterprise_ids|E1|\"enterprise_id\":\"E1\",\"authorizations\":"
                        + "[{\"enterprise_id\":\"E2\"}]|enterprise_not_allowed",
                // an installation for the whole organisation names no workspace
                "allowed_team_ids|T1|\"team_id\":\"T1\",\"authorizations\":[{\"enterprise_id\":\"E1\","
                        + "\"team_id\":null,\"is_enterprise_install\":true}]|taken",
                // and one in a workspace no organisation, though the event tells it
                "allowed_enterprise_ids|E1|\"enterprise_id\":\"E1\",\"authorizations\":"
                        + "[{\"enterprise_id\":null,\"team_id\":\"T1\"}]|taken"
            })
    void listsLetInWhatTheyName(String list, String allowed, String envelope, String outcome) {
        String body =
                "{\"type\":\"event_callback\",\"event_id\":\"E\",%s,\"event\":%s}}"
                        .formatted(envelope, EVENT);
        TestConnector connector = TestConnector.usual().set(list, List.of(allowed));

        if (outcome.equals("taken")) {
            assertThat(connector.eventOf(body).items()).hasSize(1);
        } else {
            assertThat(connector.leftAlone(body))
                    .isEqualTo("{\"ignored\":true,\"reason\":\"" + outcome + "\"}");
            assertThat(connector.open().status().details().toString()).contains(list);
        }
    }

    @Test
    void theTokenIsThatOfTheWorkspaceElseTheGeneralOne() {
        TestConnector connector = TestConnector.usual().teamToken("T2", "xoxb-two");
        var tokens = new Tokens(connector.settings, connector.context);

        assertThat(tokens.of(new Workspace(null, "T2")).orElseThrow().value())
                .isEqualTo("xoxb-two");
        assertThat(tokens.of(new Workspace("E1", "T1")).orElseThrow().value())
                .isEqualTo("xoxb-general");
        assertThat(tokens.of(new Workspace(null, null)).orElseThrow().path())
                .isEqualTo("bot_token");
        connector.context.secret("bot_token", " ");
        assertThat(tokens.of(new Workspace(null, "T1"))).isEmpty();
        assertThat(tokens.of(new Workspace(null, "T2")).orElseThrow())
                .hasToString("team_bot_tokens.T2.bot_token");
    }
}
