package dev.kheish.plugin.telegram;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kheish.spi.CanonicalJson;
import dev.kheish.spi.InboundEvent;
import dev.kheish.spi.InputItem;

import jakarta.json.JsonObject;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.util.List;
import java.util.stream.IntStream;

/** What an update becomes: session, keys, fingerprint, metadata, content, targets. */
final class EventTest {
    private static final String FINGERPRINT =
            "fcf35c057bafb99bbb8b93dee2a32d68b3de021212d07f3dc7694024dc31c1c0";

    private final TestConnector connector = TestConnector.usual();

    @Test
    @DisplayName("session: telegram:{name}:{chat_id}; bound keys: the same and the additional")
    void session() {
        connector.set("additional_binding_keys", List.of("team:a"));

        InboundEvent event = connector.eventOf(Updates.hi());

        assertThat(event.conversationKey()).contains("telegram:bot:5");
        assertThat(event.naturalSessionId()).contains("telegram:bot:5");
        assertThat(event.bindingKeys()).containsExactly("team:a");
        assertThat(event.sessionId()).isEmpty();
    }

    @Test
    @DisplayName("session: a topic is one of its own, with is_topic_message")
    void topic() {
        InboundEvent event =
                connector.eventOf(
                        Updates.message(
                                "\"text\":\"x\",\"message_thread_id\":3,\"is_topic_message\":true"));

        assertThat(event.conversationKey()).contains("telegram:bot:5:3");
        assertThat(address(event))
                .isEqualTo(
                        "{\"connector\":\"bot\",\"chat_id\":5,\"message_thread_id\":3,"
                                + "\"reply_to_message_id\":1}");
    }

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '~',
            value = {
                "~\"message_thread_id\":3~",
                "~\"message_thread_id\":3,\"is_topic_message\":false~"
            })
    @DisplayName("session: message_thread_id without is_topic_message means nothing")
    void noTopic(String members) {
        InboundEvent event = connector.eventOf(Updates.message("\"text\":\"x\"," + members));

        assertThat(event.conversationKey()).contains("telegram:bot:5");
        assertThat(address(event)).doesNotContain("message_thread_id");
    }

    @Test
    @DisplayName("ingress key: telegram:{name}:{update_id}; fingerprint: the vector")
    void keyAndFingerprint() {
        InboundEvent event = connector.eventOf(Updates.hi());

        assertThat(event.key()).contains("telegram:bot:7");
        assertThat(event.fingerprint()).isEqualTo(FINGERPRINT);
        assertThat(event.aliases()).isEmpty();
    }

    @Test
    @DisplayName("fingerprint: the canonical form of the vector")
    void canonicalForm() {
        Update update = Update.of(json(Updates.hi()));

        assertThat(CanonicalJson.write(new CanonicalUpdate(connector.context.json()).of(update)))
                .isEqualTo(
                        "{\"callback_query\":null,\"edited_message\":null,\"message\":{\"caption\":null,\"chat\":{\"id\":5},\"document\":null,\"from\":{\"id\":9},\"message_id\":1,\"message_thread_id\":null,\"photo\":[],\"text\":\"hi\"},\"update_id\":7}");
    }

    @Test
    @DisplayName("fingerprint: members that came later are left out; the mode makes no difference")
    void fingerprintOfMore() {
        String more =
                Updates.message(
                        "\"text\":\"hi\",\"date\":1,\"entities\":[],\"reply_to_message\":{\"message_id\":9}");
        TestConnector polling = TestConnector.polling();
        polling.api.nextOk("getUpdates", "[" + more + "]");

        assertThat(connector.eventOf(more).fingerprint()).isEqualTo(FINGERPRINT);
        polling.poll();
        assertThat(polling.context.events().getFirst().fingerprint()).isEqualTo(FINGERPRINT);
        assertThat(polling.context.events().getFirst().key()).contains("telegram:bot:7");
    }

    @Test
    @DisplayName("fingerprint: other text, other fingerprint; of channel posts, too")
    void fingerprintOfOther() {
        String one = Updates.update(7, "channel_post", Updates.body("\"text\":\"a\""));
        String two = Updates.update(7, "channel_post", Updates.body("\"text\":\"b\""));

        assertThat(connector.eventOf(Updates.message("\"text\":\"a\"")).fingerprint())
                .isNotEqualTo(FINGERPRINT);
        assertThat(connector.eventOf(one).fingerprint())
                .isNotEqualTo(connector.eventOf(two).fingerprint());
    }

    @Test
    @DisplayName("metadata: the update under its own name, its kind, key and fingerprint")
    void metadata() {
        JsonObject metadata =
                connector
                        .eventOf(Updates.message("\"text\":\"hi\",\"connector_ingress_key\":\"x\""))
                        .metadata()
                        .asJsonObject();

        assertThat(metadata.keySet())
                .containsExactlyInAnyOrder(
                        "telegram",
                        "update_kind",
                        "connector_ingress_key",
                        "telegram_ingress_fingerprint");
        assertThat(metadata.getString("connector_ingress_key")).isEqualTo("telegram:bot:7");
        assertThat(metadata.getString("telegram_ingress_fingerprint")).isEqualTo(FINGERPRINT);
        assertThat(metadata.getString("update_kind")).isEqualTo("message");
        assertThat(metadata.getJsonObject("telegram").getJsonObject("message").getString("text"))
                .isEqualTo("hi");
    }

    @Test
    @DisplayName("metadata: more than 256 KiB is cut to the known members")
    void largeMetadata() {
        String large =
                Updates.message(
                        "\"text\":\"%s\",\"chat\":{\"id\":5,\"title\":\"%s\"},\"junk\":\"%s\""
                                .formatted("é".repeat(9000), "t".repeat(9000), "j".repeat(300_000))
                                .replace("\"chat\"", "\"sender_chat\""));

        JsonObject metadata = connector.eventOf(large).metadata().asJsonObject();

        JsonObject update = metadata.getJsonObject("telegram");
        assertThat(update.getBoolean("truncated")).isTrue();
        assertThat(update.getJsonObject("message").containsKey("junk")).isFalse();
        assertThat(update.getJsonObject("message").getString("text")).hasSize(4096);
        assertThat(Limits.utf8Bytes(metadata.toString())).isLessThan(Limits.METADATA_BYTES);
    }

    @Test
    @DisplayName("metadata: deeper than 32 levels is cut as well")
    void deepMetadata() {
        String deep = Updates.message("\"text\":\"x\",\"deep\":" + "[".repeat(50) + "]".repeat(50));

        assertThat(
                        connector
                                .eventOf(deep)
                                .metadata()
                                .asJsonObject()
                                .getJsonObject("telegram")
                                .getBoolean("truncated"))
                .isTrue();
    }

    @ParameterizedTest
    @CsvSource({
        "message, bot",
        "edited_message, edited_message",
        "channel_post, channel_post",
    })
    @DisplayName("source kind: the connector's name for a message, else the update's kind")
    void sourceKind(String kind, String shown) {
        InboundEvent event =
                connector.eventOf(Updates.update(7, kind, Updates.body("\"text\":\"x\"")));

        assertThat(event.sourceKind()).isEqualTo(shown);
        assertThat(event.metadata().asJsonObject().getString("update_kind")).isEqualTo(kind);
    }

    @Test
    @DisplayName("actor: from.id, else sender_chat.id, else telegram-user")
    void actor() {
        String channel = "{\"message_id\":1,\"chat\":{\"id\":-5},\"text\":\"x\"%s}";

        assertThat(connector.eventOf(Updates.hi()).actorId()).isEqualTo("9");
        assertThat(
                        connector
                                .eventOf(
                                        Updates.update(
                                                7,
                                                "channel_post",
                                                channel.formatted(",\"sender_chat\":{\"id\":-5}")))
                                .actorId())
                .isEqualTo("-5");
        assertThat(
                        connector
                                .eventOf(Updates.update(7, "channel_post", channel.formatted("")))
                                .actorId())
                .isEqualTo("telegram-user");
    }

    @Test
    @DisplayName("actor: people who write for a group come under a bot, and are taken")
    void anonymousAdmin() {
        String body =
                "{\"message_id\":1,\"chat\":{\"id\":-5},\"text\":\"x\",\"from\":{\"id\":1087968824,\"is_bot\":true},\"sender_chat\":{\"id\":-5}}";

        assertThat(connector.eventOf(Updates.update(7, "message", body)).actorId())
                .isEqualTo("1087968824");
    }

    @Test
    @DisplayName("content: text, else caption; callback: data")
    void content() {
        assertThat(texts(connector.eventOf(Updates.message("\"text\":\"a\",\"caption\":\"b\""))))
                .containsExactly("a");
        assertThat(texts(connector.eventOf(Updates.message("\"caption\":\"b\""))))
                .containsExactly("b");
        InboundEvent pressed =
                connector.eventOf(Updates.callback(Updates.BELOW + ",\"data\":\"yes\""));
        assertThat(texts(pressed)).containsExactly("yes");
        assertThat(pressed.sourceKind()).isEqualTo("callback_query");
        assertThat(pressed.actorId()).isEqualTo("9");
    }

    @Test
    @DisplayName("self target: same chat, replies to the message; to the bot's own for a callback")
    void selfTarget() {
        assertThat(address(connector.eventOf(Updates.hi())))
                .isEqualTo("{\"connector\":\"bot\",\"chat_id\":5,\"reply_to_message_id\":1}");
        assertThat(address(connector.eventOf(Updates.callback(Updates.BELOW + ",\"data\":\"x\""))))
                .isEqualTo("{\"connector\":\"bot\",\"chat_id\":5,\"reply_to_message_id\":40}");
    }

    @Test
    @DisplayName("self target: none without include_self_output")
    void noSelfTarget() {
        assertThat(TestConnector.bare().eventOf(Updates.hi()).targets()).isEmpty();
    }

    @Test
    @DisplayName("a supergroup's events lead to the session of the group that it was")
    void migration() {
        connector.set("allowed_chat_ids", List.of(-77L));
        String notice =
                "{\"message_id\":1,\"chat\":{\"id\":-77},\"from\":{\"id\":9},\"migrate_to_chat_id\":-10077}";
        String there =
                "{\"message_id\":1,\"chat\":{\"id\":-10077},\"from\":{\"id\":9},\"text\":\"x\"}";

        assertThat(connector.skipped(Updates.update(6, "message", there)))
                .isEqualTo("chat_not_allowed");
        assertThat(connector.skipped(Updates.update(7, "message", notice)))
                .isEqualTo("chat_migrated");
        InboundEvent event = connector.eventOf(Updates.update(8, "message", there));

        assertThat(event.conversationKey()).contains("telegram:bot:-77");
        assertThat(event.bindingKeys()).containsExactly("telegram:bot:-10077");
    }

    @Test
    @DisplayName("a supergroup's events have no more binding keys than the host takes")
    void migrationWithManyKeys() {
        List<String> keys = IntStream.range(0, 64).mapToObj(i -> "key:" + i).toList();
        connector.set("additional_binding_keys", keys);
        connector.skipped(
                Updates.update(
                        7,
                        "message",
                        "{\"message_id\":1,\"chat\":{\"id\":-77},\"migrate_to_chat_id\":-10077}"));

        InboundEvent event =
                connector.eventOf(
                        Updates.update(
                                8,
                                "message",
                                "{\"message_id\":1,\"chat\":{\"id\":-10077},\"text\":\"x\"}"));

        assertThat(event.conversationKey()).contains("telegram:bot:-77");
        assertThat(event.bindingKeys()).isEqualTo(keys);
    }

    @Test
    @DisplayName("a migration that anybody could have told is not believed")
    void untrustedMigration() {
        TestConnector open = TestConnector.bare().set("allowed_chat_ids", List.of(-77L));

        open.skipped(
                Updates.update(
                        7,
                        "message",
                        "{\"message_id\":1,\"chat\":{\"id\":-77},\"migrate_to_chat_id\":-666}"));

        assertThat(
                        open.skipped(
                                Updates.update(
                                        8,
                                        "message",
                                        "{\"message_id\":1,\"chat\":{\"id\":-666},\"text\":\"x\"}")))
                .isEqualTo("chat_not_allowed");
    }

    @Test
    @DisplayName("the bot's own words are not taken, once it is known who it is")
    void ownMessage() {
        connector.api.nextOk("getMe", "{\"id\":9,\"username\":\"me\"}");
        connector.run("login");

        assertThat(connector.skipped(Updates.hi())).isEqualTo("own_message");
    }

    private static List<String> texts(InboundEvent event) {
        return event.items().stream().map(InputItem::text).toList();
    }

    private static String address(InboundEvent event) {
        assertThat(event.targets()).hasSize(1);
        return event.targets().getFirst().handle().address();
    }

    private JsonObject json(String text) {
        try {
            return connector.context.parse(text.getBytes(), 64).asJsonObject();
        } catch (dev.kheish.spi.MalformedJsonException e) {
            throw new AssertionError(e);
        }
    }
}
