package dev.kheish.plugin.slack;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kheish.spi.CanonicalJson;
import dev.kheish.spi.InboundEvent;
import dev.kheish.spi.Origin;
import dev.kheish.spi.ReplyHandle;

import jakarta.json.Json;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.io.StringReader;
import java.util.List;

/** Which session, which receipt, which thread. */
final class ConversationTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            nullValues = "-",
            value = {
                "E1|T1|slack:support:enterprise:E1:team:T1:C1:1.1|enterprise:E1:team:T1",
                "E1|-|slack:support:enterprise:E1:C1:1.1|enterprise:E1",
                "-|T1|slack:support:team:T1:C1:1.1|team:T1",
                "-|-|slack:support:C1:1.1|workspace"
            })
    void keysNameWhatIsKnown(String enterprise, String team, String key, String scope) {
        String body =
                """
                {"type":"event_callback","event_id":"Ev7","enterprise_id":%s,"team_id":%s,
                 "event":{"type":"message","channel":"C1","ts":"1.1","text":"x"}}"""
                        .formatted(quoted(enterprise), quoted(team));

        InboundEvent event = TestConnector.usual().eventOf(body);

        assertThat(event.conversationKey()).contains(key);
        assertThat(event.naturalSessionId()).contains(key);
        assertThat(event.sessionId()).isEmpty();
        assertThat(event.key()).contains("slack:support:" + scope + ":Ev7");
        assertThat(event.aliases()).containsExactly("slack:support:" + scope + ":C1:1.1");
        assertThat(event.rateScope()).isEqualTo(scope + ":channel:C1");
    }

    @Test
    void theThreadIsTheSessionAndItsFirstMessageOpensIt() {
        TestConnector connector = TestConnector.usual();

        InboundEvent first = connector.eventOf(Posts.message());
        InboundEvent reply =
                connector.eventOf(
                        Posts.callback(
                                "Ev2",
                                """
                                {"type":"message","channel":"C1","user":"U2","text":"re",
                                 "ts":"1750000001.5","thread_ts":"1750000000.000100"}"""));

        assertThat(first.conversationKey())
                .contains("slack:support:team:T1:C1:1750000000.000100")
                .isEqualTo(reply.conversationKey());
        assertThat(self(reply)).contains("\"thread_ts\":\"1750000000.000100\"");
    }

    @Test
    void aMessageKnowsItsThreadWithoutAnOwnTimestamp() {
        InboundEvent event =
                TestConnector.usual()
                        .eventOf(
                                Posts.callback(
                                        "{\"type\":\"message\",\"channel\":\"C1\",\"text\":\"x\","
                                                + "\"thread_ts\":\"1.1\"}"));

        assertThat(event.conversationKey()).contains("slack:support:team:T1:C1:1.1");
        assertThat(event.aliases()).isEmpty();
    }

    @Test
    void withoutAnEventIdTheMessageItselfIsTheKey() {
        String body =
                """
                {"type":"event_callback","team_id":"T1",
                 "event":{"type":"message","channel":"C1","ts":"1.1","text":"x"}}""";

        InboundEvent event = TestConnector.usual().eventOf(body);

        assertThat(event.key()).contains("slack:support:team:T1:C1:1.1");
        assertThat(event.aliases()).isEmpty();
        assertThat(TestConnector.usual().post(body.replace("\"ts\"", "\"thread_ts\"")).detail())
                .contains("event_id");
    }

    @Test
    void aMentionAndItsMessageAreOne() {
        TestConnector connector = TestConnector.usual();
        String message = Posts.event("");
        String mention = message.replace("\"type\":\"message\"", "\"type\":\"app_mention\"");

        InboundEvent first = connector.eventOf(Posts.callback("Ev1", message));
        InboundEvent second = connector.eventOf(Posts.callback("Ev2", mention));

        assertThat(first.key()).isNotEqualTo(second.key());
        assertThat(first.aliases()).isEqualTo(second.aliases()).hasSize(1);
        assertThat(first.sourceKind()).isEqualTo("message");
        assertThat(second.sourceKind()).isEqualTo("app_mention");
    }

    @Test
    void theFingerprintIsThatOfTheEventAlone() {
        TestConnector connector = TestConnector.usual();
        String event = Posts.event("");

        InboundEvent one = connector.eventOf(Posts.callback("Ev1", event));
        InboundEvent redelivered =
                connector.eventOf(
                        Posts.callback("Ev1", event)
                                .replace("1750000000,\"event\"", "1,\"event\""));
        InboundEvent other =
                connector.eventOf(Posts.callback("Ev1", event.replace("\"hi\"", "\"ho\"")));

        assertThat(one.fingerprint())
                .isEqualTo(redelivered.fingerprint())
                .isEqualTo(
                        CanonicalJson.sha256(
                                Json.createReader(new StringReader(event)).readObject()))
                .isNotEqualTo(other.fingerprint());
    }

    @Test
    void additionalKeysComeAlong() {
        InboundEvent event =
                TestConnector.usual()
                        .set("additional_binding_keys", List.of("customer:acme"))
                        .eventOf(Posts.message());

        assertThat(event.bindingKeys()).containsExactly("customer:acme");
    }

    @Test
    void answersGoToTheThreadFirstAndThenToTheOthers() {
        ReplyHandle other = ReplyHandle.of("http", "https://example.com/");

        InboundEvent event =
                TestConnector.usual()
                        .set("additional_reply_targets", List.of(other))
                        .eventOf(Posts.message());

        assertThat(event.targets())
                .containsExactly(
                        new InboundEvent.ReplyTo(
                                ReplyHandle.of(
                                        "slack",
                                        "{\"connector\":\"support\",\"team_id\":\"T1\","
                                                + "\"channel_id\":\"C1\","
                                                + "\"thread_ts\":\"1750000000.000100\"}"),
                                Origin.OPERATOR),
                        new InboundEvent.ReplyTo(other, Origin.OPERATOR));
        assertThat(
                        TestConnector.usual()
                                .set("include_self_output", false)
                                .eventOf(Posts.message())
                                .targets())
                .isEmpty();
    }

    @Test
    void directMessagesAreThreadsUnlessTheirChannelIsTheSession() {
        String top = direct("Ev1", "1.1", "");
        String inThread = direct("Ev2", "2.2", ",\"thread_ts\":\"1.1\"");

        InboundEvent thread = TestConnector.usual().eventOf(top);
        TestConnector joined = TestConnector.usual().set("direct_messages", "channel");
        InboundEvent channel = joined.eventOf(top);
        InboundEvent reply = joined.eventOf(inThread);
        InboundEvent elsewhere = joined.eventOf(Posts.message());

        assertThat(thread.conversationKey()).contains("slack:support:team:T1:D1:1.1");
        assertThat(channel.conversationKey())
                .contains("slack:support:team:T1:D1")
                .isEqualTo(reply.conversationKey());
        assertThat(self(channel)).doesNotContain("thread_ts");
        assertThat(self(reply)).contains("\"thread_ts\":\"1.1\"");
        assertThat(elsewhere.conversationKey())
                .contains("slack:support:team:T1:C1:1750000000.000100");
    }

    @Test
    void withoutAChannelTypeTheIdTellsADirectMessage() {
        TestConnector joined = TestConnector.usual().set("direct_messages", "channel");
        String body = direct("Ev1", "1.1", "").replace("\"channel_type\":\"im\",", "");

        assertThat(joined.eventOf(body).conversationKey()).contains("slack:support:team:T1:D1");
        assertThat(
                        joined.eventOf(direct("Ev2", "1.2", "").replace("\"im\"", "\"mpim\""))
                                .conversationKey())
                .contains("slack:support:team:T1:D1:1.2");
    }

    @Test
    void whereAnybodyMayPostTheRateIsThatOfTheConnector() {
        TestConnector open = TestConnector.unauthenticated();

        assertThat(open.eventOf(Posts.message()).rateScope()).isEmpty();
    }

    private static String direct(String id, String ts, String more) {
        return Posts.callback(
                id,
                """
                {"type":"message","channel_type":"im","channel":"D1","user":"U1","text":"x","ts":"%s"%s}"""
                        .formatted(ts, more));
    }

    private static String self(InboundEvent event) {
        return event.targets().getFirst().handle().address();
    }

    private static String quoted(String id) {
        return id == null ? "null" : "\"" + id + "\"";
    }
}
