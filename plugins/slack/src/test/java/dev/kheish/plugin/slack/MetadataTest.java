package dev.kheish.plugin.slack;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kheish.spi.CanonicalJson;
import dev.kheish.spi.InboundEvent;

import jakarta.json.JsonObject;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a run gets to see of the callback. */
final class MetadataTest {
    @Test
    void theCallbackHasANameOfItsOwn() {
        InboundEvent event =
                TestConnector.usual()
                        .eventOf(
                                Posts.message()
                                        .replace(
                                                "\"token\"",
                                                "\"connector_ingress_key\":\"http:x:1\",\"token\""));

        JsonObject metadata = event.metadata().asJsonObject();
        assertThat(metadata.keySet())
                .containsExactly("slack", "connector_ingress_key", "slack_ingress_fingerprint");
        assertThat(metadata.getString("connector_ingress_key"))
                .isEqualTo(event.key().orElseThrow())
                .isEqualTo("slack:support:team:T1:Ev1");
        assertThat(metadata.getString("slack_ingress_fingerprint")).isEqualTo(event.fingerprint());
        assertThat(metadata.getJsonObject("slack").getString("event_id")).isEqualTo("Ev1");
        assertThat(metadata.getJsonObject("slack").getJsonObject("event").getString("text"))
                .isEqualTo("hi");
    }

    @Test
    void slacksOldVerificationTokenIsLeftOut() {
        InboundEvent event = TestConnector.usual().eventOf(Posts.message());

        assertThat(event.metadata().toString()).doesNotContain("legacy");
    }

    @Test
    void aLargeCallbackIsCutToWhatHasAMeaningHere() {
        String body =
                Posts.message(
                        "\"blocks\":[\"%s\"],\"files\":[{\"id\":\"F1\",\"preview\":\"p\"}]"
                                .formatted("b".repeat(Limits.METADATA_BYTES)));

        JsonObject slack = slack(body);

        assertThat(slack.getBoolean("truncated")).isTrue();
        assertThat(slack.getString("team_id")).isEqualTo("T1");
        assertThat(slack.getJsonObject("event").keySet())
                .contains("type", "channel", "user", "ts", "text", "files")
                .doesNotContain("blocks");
        assertThat(slack.getJsonObject("event").getJsonArray("files"))
                .hasToString("[{\"id\":\"F1\"}]");
        assertThat(slack.containsKey("token")).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"é", "\\u0001", "\uD83D\uDE00", "\\\""})
    void whatIsCutAlwaysFits(String character) {
        String long1 = character.repeat(40_000);
        String id = character.repeat(100);
        String message =
                "{\"ts\":\"%s\",\"user\":\"%s\",\"client_msg_id\":\"%s\",\"text\":\"%s\"}"
                        .formatted("1.1", id, long1, long1);
        String body =
                Posts.callback(
                                """
                                {"type":"message","subtype":"message_changed","channel":"C1","ts":"9.9",
                                 "text":"%s","message":%s,"previous_message":%s}"""
                                        .formatted(
                                                long1,
                                                message,
                                                message.replace("\"1.1\"", "\"1\"")))
                        .replaceFirst("\"text\"", "\"x\"");
        TestConnector connector = TestConnector.usual().set("include_edits", true);
        String changed = body.replaceFirst("\"text\":\"", "\"text\":\"new ");

        JsonObject slack =
                connector.eventOf(changed).metadata().asJsonObject().getJsonObject("slack");

        assertThat(slack.getBoolean("truncated")).isTrue();
        assertThat(Limits.utf8Bytes(CanonicalJson.write(slack)))
                .isLessThan(Limits.METADATA_BYTES - 4096);
    }

    @Test
    void aDeepCallbackIsCutToo() {
        String deep = "[".repeat(40) + "]".repeat(40);

        JsonObject slack = slack(Posts.message("\"blocks\":" + deep));

        assertThat(slack.getBoolean("truncated")).isTrue();
        assertThat(Limits.depth(slack)).isLessThan(Limits.METADATA_DEPTH);
    }

    @Test
    void whatFitsIsWhole() {
        String body = Posts.message("\"blocks\":[\"%s\"]".formatted("b".repeat(200 * 1024)));

        assertThat(slack(body).containsKey("truncated")).isFalse();
        assertThat(slack(body).getJsonObject("event").containsKey("blocks")).isTrue();
    }

    private static JsonObject slack(String body) {
        return TestConnector.usual().eventOf(body).metadata().asJsonObject().getJsonObject("slack");
    }
}
