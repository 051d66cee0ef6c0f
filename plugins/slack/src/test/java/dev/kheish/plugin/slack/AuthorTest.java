package dev.kheish.plugin.slack;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kheish.spi.InboundEvent;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.Map;

/** Whose messages are taken, and what edits become. */
final class AuthorTest {
    private static final String NO_SUBTYPE =
            "{\"ignored\":true,\"reason\":\"unsupported_message_subtype\"}";
    private static final String OWN = "{\"ignored\":true,\"reason\":\"own_message\"}";

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "\"subtype\":\"file_share\",\"files\":[]|message",
                "\"subtype\":\"thread_broadcast\",\"thread_ts\":\"1.0\"|message",
                "\"subtype\":\"me_message\"|message",
                "\"subtype\":\"\"|message",
                "\"subtype\":null|message"
            })
    void takesWhatPeopleWrite(String more, String kind) {
        InboundEvent event = TestConnector.usual().eventOf(Posts.message(more));

        assertThat(event.sourceKind()).isEqualTo(kind);
        assertThat(event.actorId()).isEqualTo("U1");
        assertThat(event.items().getFirst().text()).isEqualTo("hi");
    }

    @Test
    void textStaysAsSlackWritesIt() {
        String body = Posts.message().replace("\"hi\"", "\"<@UBOT> a &amp; b  \"");

        assertThat(TestConnector.usual().eventOf(body).items().getFirst().text())
                .isEqualTo("<@UBOT> a &amp; b  ");
    }

    @Test
    void somebodyWithoutAnIdHasAName() {
        String body = Posts.message().replace("\"user\":\"U1\",", "");

        assertThat(TestConnector.usual().eventOf(body).actorId()).isEqualTo("slack-user");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\"bot_id\":\"B1\"",
                "\"bot_profile\":{\"id\":\"B1\"}",
                "\"subtype\":\"bot_message\"",
                "\"bot_id\":\"B1\",\"subtype\":\"file_share\"",
                "\"bot_id\":\"B1\",\"subtype\":\"thread_broadcast\""
            })
    void leavesEveryBotAlone(String more) {
        assertThat(TestConnector.usual().leftAlone(Posts.message(more))).isEqualTo(NO_SUBTYPE);
        assertThat(
                        TestConnector.usual()
                                .leftAlone(
                                        Posts.message(more)
                                                .replace("\"message\",", "\"app_mention\",")))
                .isEqualTo(NO_SUBTYPE);
    }

    @Test
    void leavesSlackbotAlone() {
        String body = Posts.message().replace("\"U1\"", "\"USLACKBOT\"");

        assertThat(TestConnector.usual().leftAlone(body)).isEqualTo(NO_SUBTYPE);
    }

    @Test
    void leavesItsOwnWordsAlone() {
        String asBotUser = Posts.message().replace("\"U1\"", "\"UBOT\"");
        String asPerson = Posts.message("\"app_id\":\"A1\"");
        String otherApp = Posts.message("\"app_id\":\"A2\"");

        assertThat(TestConnector.usual().leftAlone(asBotUser)).isEqualTo(OWN);
        assertThat(TestConnector.usual().leftAlone(asPerson)).isEqualTo(OWN);
        assertThat(TestConnector.usual().eventOf(otherApp).actorId()).isEqualTo("U1");
    }

    @Test
    void apersonWhoInstalledTheAppIsNoBot() {
        String body =
                Posts.message()
                        .replace("\"is_bot\":true", "\"is_bot\":false")
                        .replace("\"U1\"", "\"UBOT\"");

        assertThat(TestConnector.usual().eventOf(body).actorId()).isEqualTo("UBOT");
    }

    @Test
    void knowsItsBotUserFromSlackWhereTheEventDoesNotTell() throws Exception {
        TestConnector connector = TestConnector.usual();
        connector
                .context
                .egress()
                .answering(
                        200,
                        "{\"ok\":true,\"team_id\":\"T1\",\"user_id\":\"UME\",\"bot_id\":\"B1\"}",
                        Map.of());
        connector.open().start();
        connector.context.tasks().get("identity").run();
        String body = Posts.message().replace("\"U1\"", "\"UME\"");

        assertThat(connector.leftAlone(body)).isEqualTo(OWN);
        assertThat(connector.open().status().details().getJsonObject("bots"))
                .hasToString("{\"bot_token\":{\"team_id\":\"T1\",\"user_id\":\"UME\"}}");
    }

    @Test
    void editsAreEventsWhereWanted() {
        String body =
                edit(
                        "message_changed",
                        "\"message\":%s,\"previous_message\":%s"
                                .formatted(original("new"), original("old")));

        InboundEvent event = TestConnector.usual().set("include_edits", true).eventOf(body);

        assertThat(event.sourceKind()).isEqualTo("message_changed");
        assertThat(event.items().getFirst().text()).isEqualTo("new");
        assertThat(event.actorId()).isEqualTo("U1");
        assertThat(event.conversationKey()).contains("slack:support:team:T1:C1:1.1");
        assertThat(event.key()).contains("slack:support:team:T1:Ev1");
        assertThat(event.aliases()).as("the original's receipt is not this one's").isEmpty();
        assertThat(TestConnector.usual().leftAlone(body)).isEqualTo(NO_SUBTYPE);
    }

    @Test
    void editsInAThreadBelongToIt() {
        String message =
                original("new").replace("\"ts\":\"1.1\"", "\"ts\":\"2.2\",\"thread_ts\":\"1.1\"");

        InboundEvent event =
                TestConnector.usual()
                        .set("include_edits", true)
                        .eventOf(edit("message_changed", "\"message\":" + message));

        assertThat(event.conversationKey()).contains("slack:support:team:T1:C1:1.1");
    }

    @Test
    void previewsAreNoEdits() {
        String body =
                edit(
                        "message_changed",
                        "\"message\":%s,\"previous_message\":%s"
                                .formatted(original("same"), original("same")));

        assertThat(TestConnector.usual().set("include_edits", true).leftAlone(body))
                .isEqualTo("{\"ignored\":true,\"reason\":\"unchanged_message\"}");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\"subtype\":\"message_deleted\",\"deleted_ts\":\"1.1\",\"previous_message\":%s",
                "\"subtype\":\"message_changed\",\"message\":{\"subtype\":\"tombstone\","
                        + "\"user\":\"USLACKBOT\",\"ts\":\"1.1\",\"text\":\"This message was deleted.\"},"
                        + "\"previous_message\":%s"
            })
    void deletionsAreEventsWhereWanted(String more) {
        String body = edit("", more.formatted(original("old")));

        InboundEvent event = TestConnector.usual().set("include_edits", true).eventOf(body);

        assertThat(event.sourceKind()).isEqualTo("message_deleted");
        assertThat(event.items().getFirst().text()).isEqualTo("[The message 1.1 was deleted.]");
        assertThat(event.actorId()).isEqualTo("U1");
        assertThat(event.conversationKey()).contains("slack:support:team:T1:C1:1.1");
        assertThat(event.aliases()).isEmpty();
    }

    @Test
    void aDeletionMayTellNoMoreThanWhich() {
        String body = edit("message_deleted", "\"deleted_ts\":\"1.1\"");

        InboundEvent event = TestConnector.usual().set("include_edits", true).eventOf(body);

        assertThat(event.conversationKey()).contains("slack:support:team:T1:C1:1.1");
        assertThat(event.actorId()).isEqualTo("slack-user");
    }

    @Test
    void editsOfBotsAndItsOwnAreLeftAlone() {
        TestConnector connector = TestConnector.usual().set("include_edits", true);
        String ofBot = original("x").replace("{", "{\"bot_id\":\"B1\",");
        String own = original("x").replace("\"U1\"", "\"UBOT\"");

        assertThat(connector.leftAlone(edit("message_changed", "\"message\":" + ofBot)))
                .isEqualTo(NO_SUBTYPE);
        assertThat(connector.leftAlone(edit("message_deleted", "\"previous_message\":" + ofBot)))
                .isEqualTo(NO_SUBTYPE);
        assertThat(connector.leftAlone(edit("message_changed", "\"message\":" + own)))
                .isEqualTo(OWN);
    }

    @Test
    void anEditWithoutItsMessageIs400() {
        assertThat(
                        TestConnector.usual()
                                .set("include_edits", true)
                                .post(edit("message_changed", "\"x\":1"))
                                .detail())
                .contains("event.message");
    }

    private static String original(String text) {
        return "{\"type\":\"message\",\"user\":\"U1\",\"ts\":\"1.1\",\"text\":\"%s\"}"
                .formatted(text);
    }

    private static String edit(String subtype, String more) {
        String named = subtype.isEmpty() ? "" : "\"subtype\":\"" + subtype + "\",";
        return Posts.callback(
                "{\"type\":\"message\",%s\"channel\":\"C1\",\"ts\":\"9.9\",\"hidden\":true,%s}"
                        .formatted(named, more));
    }
}
