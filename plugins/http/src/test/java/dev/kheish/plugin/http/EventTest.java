package dev.kheish.plugin.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kheish.spi.CanonicalJson;
import dev.kheish.spi.InboundEvent;
import dev.kheish.spi.IngressReply;
import dev.kheish.spi.InputItem;
import dev.kheish.spi.Origin;
import dev.kheish.spi.ReplyHandle;
import dev.kheish.testkit.FakeRequest;

import jakarta.json.JsonObject;
import jakarta.json.JsonValue;
import jakarta.json.spi.JsonProvider;

import org.junit.jupiter.api.Test;

import java.nio.charset.StandardCharsets;
import java.util.List;

/** What becomes of a post that is taken. */
final class EventTest {
    private static final String FINGERPRINT =
            "8327b7889b7e10fbcbcd85d1a72413f762645ae609631299121dd2f023ed0f81";
    private static final String KEY_SHA256 =
            "7c35c5a1785d20704e44d5de4beb81c1fce91b6fe48ed7c3159af6f7f832078b";
    private static final String RECEIPT = "http:inbox:7c35c5a1785d20704e44d5de4beb81c1";
    private static final String KEYED = "{\"content\":\"ping\",\"idempotency_key\":\"k-1\"}";

    private final TestConnector connector = TestConnector.withToken();

    @Test
    void carriesThePublishedKeyAndFingerprint() {
        InboundEvent event = connector.eventOf(KEYED);

        assertThat(event.key()).contains(RECEIPT);
        assertThat(event.fingerprint()).isEqualTo(FINGERPRINT);
    }

    @Test
    void knowsAKeyWithWhiteSpaceAroundItAgain() {
        InboundEvent event =
                connector.eventOf("{\"idempotency_key\":\" k-1 \",\"content\":\"ping\"}");

        assertThat(event.key()).contains(RECEIPT);
        assertThat(event.fingerprint()).isEqualTo(FINGERPRINT);
    }

    @Test
    void takesTheKeyFromTheHeaderAsIfThePayloadHeldIt() {
        IngressReply reply = connector.send(authorized("{\"content\":\"ping\"}", "k-1"));

        assertThat(reply.status()).isEqualTo(200);
        assertThat(connector.context.events().getLast().key()).contains(RECEIPT);
        assertThat(connector.context.events().getLast().fingerprint()).isEqualTo(FINGERPRINT);
    }

    @Test
    void refusesAHeaderThatDiffersFromThePayload() {
        assertThat(connector.send(authorized(KEYED, "k-2")).status()).isEqualTo(400);
        assertThat(connector.send(authorized(KEYED, " k-1 ")).status()).isEqualTo(200);
        assertThat(connector.send(authorized(KEYED, "")).status()).isEqualTo(200);
        assertThat(connector.send(authorized(KEYED, "k-1").with("Idempotency-Key", "k-2")).status())
                .isEqualTo(400);
        assertThat(connector.send(authorized("{}", "k".repeat(513))).status()).isEqualTo(400);
    }

    @Test
    void fillsInAllElevenMembersBeforeItDigests() throws Exception {
        var payload =
                PayloadReader.read(
                        connector.context.parse(KEYED.getBytes(StandardCharsets.UTF_8), 64));

        String form =
                CanonicalJson.write(new Fingerprint(JsonProvider.provider()).normalForm(payload));

        assertThat(form)
                .isEqualTo(
                        "{\"actor_id\":null,\"attachments\":[],\"binding_keys\":[],"
                                + "\"content\":\"ping\",\"idempotency_key\":\"k-1\","
                                + "\"input_items\":[],\"metadata\":null,\"reply_address\":null,"
                                + "\"reply_plugin\":null,\"reply_targets\":[],"
                                + "\"session_id\":null}");
    }

    @Test
    void tellsPostsApartByEveryMember() {
        connector.set("allow_payload_reply_targets", true);
        List<String> bodies =
                List.of(
                        "",
                        ",\"session_id\":\"s\"",
                        ",\"binding_keys\":[\"b\"]",
                        ",\"actor_id\":\"a\"",
                        ",\"content\":\"c\"",
                        ",\"input_items\":[{\"type\":\"text\",\"text\":\"c\"}]",
                        ",\"input_items\":[{\"type\":\"asset_reference\",\"asset_id\":\"c\"}]",
                        ",\"attachments\":[{\"type\":\"asset_reference\",\"asset_id\":\"c\"}]",
                        ",\"attachments\":[{\"type\":\"inline_asset\",\"file_name\":\"c\","
                                + "\"content_base64\":\"YQ==\"}]",
                        ",\"attachments\":[{\"type\":\"inline_asset\",\"file_name\":\"c\","
                                + "\"media_type\":\"text/plain\",\"content_base64\":\"YQ==\"}]",
                        ",\"metadata\":1",
                        ",\"reply_targets\":[{\"plugin\":\"http\",\"address\":\"http://a.b\"}]",
                        ",\"reply_plugin\":\"http\",\"reply_address\":\"http://a.b\"");

        List<String> fingerprints =
                bodies.stream()
                        .map(rest -> connector.eventOf("{\"idempotency_key\":\"k\"" + rest + "}"))
                        .map(InboundEvent::fingerprint)
                        .toList();

        assertThat(fingerprints).doesNotHaveDuplicates();
    }

    @Test
    void marksMetadataOfAPostWithAKey() {
        JsonObject object =
                connector
                        .eventOf("{\"idempotency_key\":\"k-1\",\"metadata\":{\"order\":7}}")
                        .metadata()
                        .asJsonObject();
        JsonObject wrapped =
                connector
                        .eventOf("{\"idempotency_key\":\"k-1\",\"metadata\":[1]}")
                        .metadata()
                        .asJsonObject();
        JsonObject none = connector.eventOf(KEYED).metadata().asJsonObject();

        assertThat(object.keySet())
                .containsExactlyInAnyOrder(
                        "order",
                        "connector_ingress_key",
                        "http_ingress_key",
                        "http_ingress_key_sha256",
                        "http_ingress_fingerprint");
        assertThat(object.getInt("order")).isEqualTo(7);
        assertThat(object.getString("connector_ingress_key")).isEqualTo(RECEIPT);
        assertThat(object.getString("http_ingress_key")).isEqualTo(RECEIPT);
        assertThat(object.getString("http_ingress_key_sha256")).isEqualTo(KEY_SHA256);
        assertThat(none.getString("http_ingress_fingerprint")).isEqualTo(FINGERPRINT);
        assertThat(wrapped.get("payload")).hasToString("[1]");
        assertThat(none.get("payload")).isEqualTo(JsonValue.NULL);
    }

    @Test
    void leavesMetadataOfAPostWithoutAKeyAlone() {
        connector.keyless();

        assertThat(connector.eventOf("{\"metadata\":{\"a\":1}}").metadata())
                .hasToString("{\"a\":1}");
        assertThat(connector.eventOf("{\"metadata\":[1]}").metadata()).hasToString("[1]");
        assertThat(connector.eventOf("{\"content\":\"x\"}").metadata()).isEqualTo(JsonValue.NULL);
        assertThat(connector.eventOf("{\"content\":\"x\"}").key()).isEmpty();
    }

    @Test
    void derivesTheSessionFromTheSmallestBindingKey() {
        connector.keyless().set("default_binding_keys", List.of("team:docs"));

        InboundEvent own =
                connector.eventOf(
                        "{\"binding_keys\":[\"z\",\" customer:acme \",\"z\"],\"content\":\"x\"}");
        InboundEvent byDefault = connector.eventOf("{\"content\":\"x\"}");

        assertThat(own.bindingKeys()).containsExactly("customer:acme", "z");
        assertThat(own.naturalSessionId()).contains("http:inbox:d1320b76d9c98989");
        assertThat(byDefault.bindingKeys()).containsExactly("team:docs");
    }

    @Test
    void namesTheSessionThatThePayloadNames() {
        connector.keyless();

        assertThat(connector.eventOf("{\"session_id\":\" s \"}").sessionId()).contains("s");
        assertThat(connector.eventOf("{\"session_id\":\"\"}").sessionId()).isEmpty();
        assertThat(connector.eventOf("{}").naturalSessionId()).isEmpty();
    }

    @Test
    void saysWhoSentIt() {
        connector.keyless();
        String nameless = connector.eventOf("{}").actorId();
        connector.set("actor_id", "hook");

        assertThat(nameless).isEqualTo("http-webhook");
        assertThat(connector.eventOf("{}").actorId()).isEqualTo("hook");
        assertThat(connector.eventOf("{\"actor_id\":\" ann \"}").actorId()).isEqualTo("ann");
        assertThat(connector.eventOf("{}").sourceKind()).isEqualTo("inbox");
    }

    @Test
    void keepsItemsInOrder() {
        InboundEvent event =
                connector
                        .keyless()
                        .eventOf(
                                "{\"input_items\":[{\"type\":\"text\",\"text\":\"look\"},"
                                        + "{\"type\":\"inline_asset\",\"file_name\":\" a.txt \","
                                        + "\"media_type\":\"text/plain\","
                                        + "\"content_base64\":\"aGk=\"},"
                                        + "{\"type\":\"asset_reference\",\"asset_id\":\"ast_1\"}]}");

        assertThat(event.items())
                .extracting(InputItem::type)
                .containsExactly(
                        InputItem.Type.TEXT,
                        InputItem.Type.INLINE_ASSET,
                        InputItem.Type.ASSET_REFERENCE);
        assertThat(event.items().get(1).fileName()).isEqualTo("a.txt");
        assertThat(event.items().get(1).mediaType()).contains("text/plain");
        assertThat(event.items().get(1).content()).asString().isEqualTo("hi");
        assertThat(event.items().get(2).assetId()).isEqualTo("ast_1");
    }

    @Test
    void leavesBlankContentOut() {
        assertThat(connector.keyless().eventOf("{\"content\":\" \"}").items()).isEmpty();
    }

    @Test
    void putsThePayloadsTargetsInPlaceOfTheConfiguredOnes() {
        connector
                .keyless()
                .set("allow_payload_reply_targets", true)
                .set("default_reply_targets", List.of(ReplyHandle.of("daemon", "s")));

        InboundEvent own =
                connector.eventOf(
                        "{\"reply_targets\":[{\"plugin\":\"http\",\"address\":\"http://b.c\"}],"
                                + "\"reply_plugin\":\"http\",\"reply_address\":\"http://a.b\"}");
        InboundEvent byDefault = connector.eventOf("{}");

        assertThat(own.targets())
                .containsExactly(
                        new InboundEvent.ReplyTo(
                                ReplyHandle.of("http", "http://a.b"), Origin.CLIENT),
                        new InboundEvent.ReplyTo(
                                ReplyHandle.of("http", "http://b.c"), Origin.CLIENT));
        assertThat(byDefault.targets())
                .containsExactly(
                        new InboundEvent.ReplyTo(ReplyHandle.of("daemon", "s"), Origin.OPERATOR));
    }

    private static FakeRequest authorized(String body, String key) {
        return FakeRequest.post(TestConnector.PATH, body)
                .with("Authorization", "Bearer sesame")
                .with("Idempotency-Key", key);
    }
}
