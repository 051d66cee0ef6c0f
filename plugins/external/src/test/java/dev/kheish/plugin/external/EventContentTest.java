package dev.kheish.plugin.external;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kheish.spi.InboundEvent;
import dev.kheish.spi.InputItem;
import dev.kheish.spi.Origin;
import dev.kheish.spi.ReplyHandle;

import jakarta.json.Json;
import jakarta.json.JsonArray;
import jakarta.json.JsonObject;
import jakarta.json.JsonString;
import jakarta.json.JsonValue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** What the host gets to see of an event. */
class EventContentTest {
    private static final Path VECTORS = Path.of("../../sidecar-sdk/vectors/sessions.json");
    private static final String SAID = "\"content\":\"hi\",\"routing_key\":\"k\"";

    private final Edge edge = new Edge();

    @ParameterizedTest(name = "{0}")
    @MethodSource("sessions")
    void leadsToTheSession(JsonObject vector) {
        JsonArray path =
                vector.containsKey("thread")
                        ? vector.getJsonArray("thread")
                        : JsonValue.EMPTY_JSON_ARRAY;
        var place =
                new WireEvent.Place(
                        path.getValuesAs(JsonString::getString),
                        vector.getString("routing_key", null),
                        null);

        Conversation conversation =
                Conversation.of(
                        vector.getString("connector"),
                        vector.getString("platform"),
                        place,
                        edge.context.json());

        assertThat(conversation.sessionId()).isEqualTo(vector.getString("session_id"));
        assertThat(conversation.sessionId())
                .endsWith(
                        dev.kheish.spi.CanonicalJson.sha256(vector.getString("hashed"))
                                .substring(0, 16));
        assertThat(vector.getJsonArray("binding_keys"))
                .containsExactly(Json.createValue(conversation.bindingKey()));
        assertThat(Limits.isLonger(conversation.bindingKey(), Limits.BINDING_KEY_BYTES)).isFalse();
    }

    static Stream<JsonObject> sessions() throws IOException {
        try (Reader reader = Files.newBufferedReader(VECTORS);
                var json = Json.createReader(reader)) {
            List<JsonObject> all = json.readArray().getValuesAs(JsonObject.class);
            assertThat(all).hasSizeGreaterThan(10);
            return all.stream();
        }
    }

    @Test
    void aThreadLeadsWhereItLeadsWhateverTheRoutingKeySays() {
        InboundEvent event =
                taken(
                        "\"content\":\"x\",\"routing_key\":\"k\",\"thread\":{\"path\":[\"a\",\"b\"]}");

        assertThat(event.conversationKey()).contains("external:demo:Y2hhdA:YQ:Yg");
        assertThat(event.bindingKeys()).isEmpty();
        assertThat(event.metadata().asJsonObject().getString("external_routing_key"))
                .isEqualTo("k");
    }

    @Test
    void isKnownAgainByItsTrimmedIdAndWhatItSays() {
        InboundEvent event = eventOf("discord-main", "\" evt-1\\n\"", SAID);

        assertThat(event.key()).contains("external:discord-main:7b409f932d2c88e97f0c17676c8420d3");
        assertThat(eventOf("discord-main", "\"evt-1\"", SAID).fingerprint())
                .isEqualTo(event.fingerprint());
    }

    @Test
    void theFingerprintIsTheOneOfTheProtocol() {
        InboundEvent event =
                eventOf(
                        "discord-main",
                        "\"evt-1\"",
                        """
                        "occurred_at_ms":1,"actor_id":"user-1","source_kind":"message",
                        "intent":"message","thread":{"path":["guild","thread"]},
                        "content":"hello","reply_route":"reply\"""");

        assertThat(event.fingerprint())
                .isEqualTo("a36e7f387f9cec60468289755e53b225dca2326619276ed6d0c9a96b79e7e50c");
    }

    @ParameterizedTest(name = "{0} is part of the fingerprint")
    @ValueSource(
            strings = {
                "\"fingerprint\":\"f\"",
                "\"occurred_at_ms\":0",
                "\"actor_id\":\"a\"",
                "\"source_kind\":\"s\"",
                "\"intent\":\"i\"",
                "\"relation\":{\"kind\":\"k\",\"target_event_id\":\"t\"}",
                "\"thread\":{\"path\":[\"a\"]}",
                "\"reply_route\":\"r\"",
                "\"metadata\":{}",
                "\"attachments\":[{\"type\":\"asset_reference\",\"asset_id\":\"a\"}]",
            })
    void everyMemberCounts(String member) {
        String bare = taken(SAID).fingerprint();

        assertThat(taken(SAID + "," + member).fingerprint()).isNotEqualTo(bare);
    }

    @ParameterizedTest(name = "{0} is not part of the fingerprint")
    @ValueSource(
            strings = {
                "\"protocol_version\":1",
                "\"later\":1",
                "\"thread\":{}",
                "\"thread\":{\"path\":[]}",
                "\"attachments\":[]",
                "\"metadata\":null"
            })
    void whatMeansTheSameCountsNot(String member) {
        String bare = taken(SAID).fingerprint();

        assertThat(taken(SAID + "," + member).fingerprint()).isEqualTo(bare);
    }

    @Test
    void theInstanceIsNotPartOfTheFingerprint() {
        edge.post("/events", "{\"instance_id\":\"i-1\",\"event_id\":\"e\"," + SAID + "}");
        edge.post("/events", "{\"instance_id\":\"i-2\",\"event_id\":\"e\"," + SAID + "}");

        List<InboundEvent> events = edge.context.events();
        assertThat(events.get(0).fingerprint()).isEqualTo(events.get(1).fingerprint());
    }

    @Test
    void tellsTheRunAllThatIsKnown() {
        InboundEvent event =
                taken(
                        """
                        "protocol_version":1,"content":"x","routing_key":" k ","intent":" edit ",
                        "occurred_at_ms":18446744073709551615,
                        "relation":{"kind":"replaces","target_event_id":"e-0"},
                        "metadata":{"mine":[1]}""");

        assertThat(event.metadata())
                .isEqualTo(
                        Edge.json(
                                """
                                {"mine":[1],"occurred_at_ms":18446744073709551615,
                                 "external_instance_id":"i-1","external_event_id":"e-1",
                                 "connector_ingress_key":"%s",
                                 "external_event_key_sha256":"%s",
                                 "external_event_fingerprint":"%s",
                                 "external_protocol_version":1,"external_intent":"edit",
                                 "external_routing_key":"k",
                                 "external_relation":{"kind":"replaces","target_event_id":"e-0"}}"""
                                        .formatted(
                                                event.key().orElseThrow(),
                                                dev.kheish.spi.CanonicalJson.sha256("e-1"),
                                                event.fingerprint())));
    }

    @Test
    void noSenderPassesOffItsMetadataAsTheHosts() {
        InboundEvent event =
                taken(
                        """
                        "content":"x","thread":{"path":["a"]},"metadata":{"occurred_at_ms":1,
                        "external_instance_id":"fake","external_event_id":"fake",
                        "connector_ingress_key":"fake","external_event_key_sha256":"fake",
                        "external_event_fingerprint":"fake","external_protocol_version":"fake",
                        "external_intent":"fake","external_routing_key":"fake",
                        "external_relation":"fake","mine":1}""");

        JsonObject metadata = event.metadata().asJsonObject();
        assertThat(metadata.toString()).doesNotContain("fake");
        assertThat(metadata.keySet())
                .doesNotContain(
                        "occurred_at_ms",
                        "external_intent",
                        "external_routing_key",
                        "external_relation")
                .contains("mine");
    }

    @ParameterizedTest(name = "metadata {0}")
    @ValueSource(strings = {"[1]", "\"text\"", "7", "true"})
    void wrapsMetadataThatIsNoObject(String metadata) {
        InboundEvent event = taken(SAID + ",\"metadata\":" + metadata);

        assertThat(event.metadata().asJsonObject().get("source_metadata")).hasToString(metadata);
    }

    @Test
    void answersGoBackTheWayTheEventCame() {
        edge.with("additional_reply_targets", List.of(ReplyHandle.of("http", "https://x.example")));

        InboundEvent event = taken(SAID + ",\"reply_route\":\"{\\\"room\\\":\\\"é\\\"}\"");

        assertThat(event.targets())
                .containsExactly(
                        new InboundEvent.ReplyTo(
                                ReplyHandle.of(
                                        "external",
                                        "{\"connector\":\"demo\",\"route\":\"{\\\"room\\\":\\\"é\\\"}\"}"),
                                Origin.CLIENT),
                        new InboundEvent.ReplyTo(
                                ReplyHandle.of("http", "https://x.example"), Origin.OPERATOR));
    }

    @Test
    void answersGoNowhereElseWhenTheOperatorSaysSo() {
        edge.with("include_self_output", false);

        assertThat(taken(SAID + ",\"reply_route\":\"r\"").targets()).isEmpty();
    }

    @Test
    void handsOverWhatWasSaid() {
        InboundEvent event =
                taken(
                        """
                        "actor_id":"u-1","source_kind":"mention","routing_key":"k","input_items":[
                        {"type":"text","text":" a "},{"type":"asset_reference","asset_id":" ast_1 "},
                        {"type":"inline_asset","file_name":"f.txt","media_type":null,
                         "content_base64":"aGk="}]""");

        assertThat(event.actorId()).isEqualTo("u-1");
        assertThat(event.sourceKind()).isEqualTo("mention");
        List<InputItem> items = event.items();
        assertThat(items.get(0).text()).isEqualTo(" a ");
        assertThat(items.get(1).assetId()).isEqualTo("ast_1");
        assertThat(items.get(2).fileName()).isEqualTo("f.txt");
        assertThat(items.get(2).mediaType()).isEqualTo(Optional.empty());
        assertThat(new String(items.get(2).content(), java.nio.charset.StandardCharsets.UTF_8))
                .isEqualTo("hi");
    }

    private InboundEvent taken(String members) {
        assertThat(edge.event(members).json().orElseThrow().getString("status"))
                .isEqualTo("accepted");
        return edge.context.events().getLast();
    }

    private InboundEvent eventOf(String connector, String id, String members) {
        var settings =
                dev.kheish.testkit.MapSettings.of(edge.kind, connector)
                        .with("platform", "discord")
                        .with("base_url", "https://sidecar.example");
        JsonObject body =
                Edge.json("{\"instance_id\":\"i\",\"event_id\":" + id + "," + members + "}");
        return new EventMaker(settings, edge.context.json())
                .make(EventReader.single(body).events().getFirst(), 2);
    }
}
