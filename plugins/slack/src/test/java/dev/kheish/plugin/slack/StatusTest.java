package dev.kheish.plugin.slack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.kheish.spi.ConnectorContext.Task;
import dev.kheish.spi.ConnectorStatus;
import dev.kheish.spi.EgressException;
import dev.kheish.spi.Receipt;
import dev.kheish.testkit.FakeContext;
import dev.kheish.testkit.FakeDelivery;
import dev.kheish.testkit.FakeEgress;

import jakarta.json.JsonObject;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.util.List;
import java.util.Map;
import java.util.Set;

/** What an operator sees. */
final class StatusTest {
    private static final String CHANNEL =
            "{\"connector\":\"support\",\"team_id\":\"T1\",\"channel_id\":\"C1\"}";

    private final TestConnector connector = TestConnector.usual();

    @Test
    void aNewConnectorIsWell() {
        assertThat(connector.open().status().health()).isEqualTo(ConnectorStatus.Health.OK);
        assertThat(connector.open().status().details()).isEmpty();
    }

    @Test
    void whatIsIgnoredIsCountedWithTheSettingToChange() {
        connector.set("allowed_channel_ids", List.of("C9"));
        connector.post(Posts.message());
        connector.post(Posts.message());

        JsonObject shown =
                connector
                        .open()
                        .status()
                        .details()
                        .getJsonObject("ignored")
                        .getJsonObject("channel_not_allowed");

        assertThat(shown.getInt("count")).isEqualTo(2);
        assertThat(shown.getJsonNumber("last_at_ms").longValue()).isEqualTo(1_750_000_000_000L);
        assertThat(shown.getString("advice")).contains("allowed_channel_ids");
        assertThat(connector.open().status().health()).isEqualTo(ConnectorStatus.Health.OK);
    }

    @Test
    void eachReasonIsCountedByItself() {
        connector.post(Posts.message("\"bot_id\":\"B1\""));
        connector.post(Posts.message("\"subtype\":\"channel_join\""));
        connector.post(Posts.message("\"subtype\":\"message_deleted\""));

        assertThat(connector.open().status().details().getJsonObject("ignored").keySet())
                .containsExactlyInAnyOrder("bot_message", "unsupported_subtype", "edits_off");
        assertThat(connector.open().status().details().toString()).contains("include_edits");
    }

    @Test
    void messagesThatAPolicyRefusesDegradeUntilOneIsTaken() {
        connector.context.answering(
                new Receipt.Refused(
                        Receipt.Refusal.SESSION_MISSING,
                        "Set session_policy.create_if_missing to true."));
        connector.post(Posts.message());
        ConnectorStatus refused = connector.open().status();
        connector.context.answering(new Receipt.Accepted(FakeContext.run("run_1", "s")));
        connector.post(Posts.message());

        assertThat(refused.health()).isEqualTo(ConnectorStatus.Health.DEGRADED);
        assertThat(refused.reason()).contains("create_if_missing");
        assertThat(connector.open().status().health()).isEqualTo(ConnectorStatus.Health.OK);
        assertThat(connector.open().status().details().getJsonObject("skipped")).hasSize(1);
    }

    @Test
    void anEmptyMessageIsNobodysFault() {
        connector.context.answering(new Receipt.Refused(Receipt.Refusal.EMPTY, "Nothing."));

        connector.post(Posts.message());

        assertThat(connector.open().status().health()).isEqualTo(ConnectorStatus.Health.OK);
    }

    @Test
    void aBadTokenShowsBeforeTheFirstAnswer() throws Exception {
        connector
                .context
                .egress()
                .answering(200, "{\"ok\":false,\"error\":\"invalid_auth\"}", Map.of());
        assertThatThrownBy(this::ask).hasMessageContaining("invalid_auth");

        ConnectorStatus bad = connector.open().status();
        answer("{\"ok\":true,\"team_id\":\"T1\",\"user_id\":\"U9\"}");
        connector.open().secretsChanged(Set.of("bot_token"));
        connector.context.tasks().get("identity").run();

        assertThat(bad.health()).isEqualTo(ConnectorStatus.Health.FAILING);
        assertThat(bad.reason()).contains("invalid_auth", "bot_token");
        assertThat(connector.open().status().health()).isEqualTo(ConnectorStatus.Health.OK);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "200|{\"ok\":false,\"error\":\"unknown_method\"}",
                "200|{\"ok\":false,\"error\":\"missing_scope\"}",
                "404|no",
                "200|no"
            })
    void somethingThatDoesNotKnowTheQuestionIsNoTrouble(int status, String body) throws Exception {
        connector.context.egress().answering(status, body, Map.of());
        ask();

        assertThat(connector.open().status().health()).isEqualTo(ConnectorStatus.Health.OK);
    }

    @ParameterizedTest
    @CsvSource({"500", "429"})
    void itIsAskedAgainWhereSlackCouldNotAnswer(int status) throws Exception {
        connector.context.egress().answering(status, "", Map.of());

        assertThatThrownBy(this::ask).isInstanceOf(Identities.NoAnswerException.class);
        connector.context.egress().failing(EgressException.Reason.TIMEOUT);
        assertThatThrownBy(this::ask).isInstanceOf(Identities.NoAnswerException.class);
        assertThat(connector.open().status().health()).isEqualTo(ConnectorStatus.Health.DEGRADED);
        assertThat(connector.open().status().reason()).contains("cannot be asked");
        answer("{\"ok\":true,\"team_id\":\"T1\",\"user_id\":\"U9\"}");
        assertThat(connector.open().status().health()).isEqualTo(ConnectorStatus.Health.OK);
    }

    @Test
    void aTokenThatSlackTakesAgainHealsByItself() throws Exception {
        connector
                .context
                .egress()
                .answering(200, "{\"ok\":false,\"error\":\"account_inactive\"}", Map.of());
        assertThatThrownBy(this::ask).isInstanceOf(Identities.NoAnswerException.class);
        connector
                .context
                .egress()
                .answering(200, "{\"ok\":true,\"team_id\":\"T1\",\"user_id\":\"U9\"}", Map.of());

        connector.context.tasks().get("identity").run();

        assertThat(connector.open().status().health()).isEqualTo(ConnectorStatus.Health.OK);
    }

    @Test
    void aTokenThatADeliveryFoundBadIsAskedForAgain() throws Exception {
        answer("{\"ok\":true,\"team_id\":\"T1\",\"user_id\":\"U9\"}");
        connector.context.tasks().clear();
        connector
                .context
                .egress()
                .answering(200, "{\"ok\":false,\"error\":\"token_revoked\"}", Map.of());
        connector.deliver(new FakeDelivery(connector.target(CHANNEL), "x"));
        ConnectorStatus bad = connector.open().status();
        connector
                .context
                .egress()
                .answering(200, "{\"ok\":true,\"team_id\":\"T1\",\"user_id\":\"U9\"}", Map.of());

        connector.context.tasks().get("identity").run();

        assertThat(bad.reason()).contains("token_revoked");
        assertThat(connector.open().status().health()).isEqualTo(ConnectorStatus.Health.OK);
    }

    @Test
    void whatAReplacedTokenWasMeansNothing() throws Exception {
        connector.open().start();
        Task old = connector.context.tasks().get("identity");
        connector
                .context
                .egress()
                .answering(
                        _ -> {
                            connector.context.secret("bot_token", "xoxb-new");
                            connector.open().secretsChanged(Set.of("bot_token"));
                            return FakeEgress.response(
                                    200, "{\"ok\":false,\"error\":\"token_revoked\"}", Map.of());
                        });

        old.run();

        assertThat(connector.open().status().health()).isEqualTo(ConnectorStatus.Health.OK);
        assertThat(connector.open().status().details()).isEmpty();
    }

    @Test
    void nobodyIsAskedTwiceForTheSameToken() throws Exception {
        connector.teamToken("T2", "xoxb-two");
        answer("{\"ok\":true,\"team_id\":\"T1\",\"user_id\":\"U9\"}");
        connector.context.tasks().get("identity").run();

        assertThat(connector.context.egress().sent()).hasSize(2);
        assertThat(connector.open().status().details().getJsonObject("bots").keySet())
                .containsExactly("bot_token", "team_bot_tokens.T2.bot_token");
    }

    private void answer(String body) throws Exception {
        connector.context.egress().answering(200, body, Map.of());
        ask();
    }

    private void ask() throws Exception {
        connector.open().start();
        connector.context.tasks().get("identity").run();
    }
}
