package dev.kheish.plugin.external;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kheish.spi.IngressReply;
import dev.kheish.spi.InputItem;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.Base64;
import java.util.Collections;
import java.util.stream.Stream;

/**
 * Row 9: how much one event may hold. Lengths are bytes of UTF-8, so most texts here are not ASCII.
 */
class EventLimitsTest {
    private static final String KEY = "\"routing_key\":\"k\"";

    private final Edge edge = new Edge();

    @ParameterizedTest(name = "{0} bytes of {1}")
    @MethodSource("texts")
    void takesJustSoMuchAndNoByteMore(int bytes, String member, String template) {
        String fits = "é".repeat(bytes / 2) + "x".repeat(bytes % 2);

        assertThat(result(template.formatted(fits))).isEqualTo("accepted");
        String reason = result(template.formatted(fits + "x"));
        assertThat(reason).contains("'" + member + "' is longer than " + bytes + " bytes");
    }

    static Stream<Arguments> texts() {
        return Stream.of(
                text(512, "event_id", ""),
                text(512, "actor_id", ""),
                text(512, "source_kind", ""),
                text(512, "intent", ""),
                text(1024, "routing_key", ""),
                text(8192, "reply_route", KEY),
                text(1_048_576, "content", KEY),
                Arguments.of(
                        512,
                        "relation.kind",
                        event(KEY + ",\"relation\":{\"kind\":\"%s\",\"target_event_id\":\"e\"}")),
                Arguments.of(
                        512,
                        "relation.target_event_id",
                        event(KEY + ",\"relation\":{\"kind\":\"k\",\"target_event_id\":\"%s\"}")),
                Arguments.of(512, "thread.path[1]", event("\"thread\":{\"path\":[\"a\",\"%s\"]}")));
    }

    private static Arguments text(int bytes, String member, String more) {
        String said = member.equals("content") ? "" : ",\"content\":\"hi\"";
        String place = member.equals("routing_key") || !more.isEmpty() ? more : KEY;
        String id = member.equals("event_id") ? "" : "\"event_id\":\"e\",";
        return Arguments.of(
                bytes,
                member,
                "{%s\"instance_id\":\"i\",\"%s\":\"%%s\"%s%s}"
                        .formatted(id, member, said, place.isEmpty() ? "" : "," + place));
    }

    private static String event(String members) {
        return "{\"event_id\":\"e\",\"instance_id\":\"i\",\"content\":\"hi\"," + members + "}";
    }

    @ParameterizedTest(name = "{1}: at most {0}")
    @MethodSource("lists")
    void takesJustSoManyAndNotOneMore(int count, String member, String template, String element) {
        String fits = String.join(",", Collections.nCopies(count, element));

        assertThat(result(template.formatted(fits))).isEqualTo("accepted");
        assertThat(result(template.formatted(fits + "," + element)))
                .contains(
                        "'%s' has %d elements; send at most %d"
                                .formatted(member, count + 1, count));
    }

    static Stream<Arguments> lists() {
        String file = "{\"type\":\"asset_reference\",\"asset_id\":\"ast_1\"}";
        return Stream.of(
                Arguments.of(32, "thread.path", event("\"thread\":{\"path\":[%s]}"), "\"a\""),
                Arguments.of(10, "attachments", event(KEY + ",\"attachments\":[%s]"), file),
                Arguments.of(
                        64,
                        "input_items",
                        "{\"event_id\":\"e\",\"instance_id\":\"i\","
                                + KEY
                                + ",\"input_items\":[%s]}",
                        "{\"type\":\"text\",\"text\":\"x\"}"));
    }

    @ParameterizedTest(name = "{0}")
    @ValueSource(
            strings = {
                "\"content\":\"hi\",\"input_items\":[{\"type\":\"text\",\"text\":\"x\"}]",
                "\"attachments\":[{\"type\":\"asset_reference\",\"asset_id\":\"a\"}],"
                        + "\"input_items\":[{\"type\":\"text\",\"text\":\"x\"}]"
            })
    void itemsComeAlone(String members) {
        assertThat(result(Edge.eventJson(KEY + "," + members))).contains("cannot go together");
    }

    @ParameterizedTest(name = "blank {0}")
    @ValueSource(strings = {"intent", "routing_key"})
    void blankIsNotAbsent(String member) {
        String place = member.equals("intent") ? KEY : "\"thread\":{\"path\":[\"a\"]}";

        assertThat(result(event(place + ",\"" + member + "\":\" \"")))
                .contains("'" + member + "' is blank");
    }

    @ParameterizedTest(name = "blank relation member: {0}")
    @ValueSource(
            strings = {
                "{\"kind\":\"\",\"target_event_id\":\"e\"}",
                "{\"kind\":\"k\",\"target_event_id\":\" \"}"
            })
    void blankRelation(String relation) {
        assertThat(result(event(KEY + ",\"relation\":" + relation)))
                .contains("'relation.", "is blank");
    }

    @Test
    void aBlankReplyRouteIsNone() {
        assertThat(result(event(KEY + ",\"reply_route\":\" \""))).isEqualTo("accepted");
        assertThat(edge.context.events().getFirst().targets()).isEmpty();
    }

    @Test
    void metadataMayBe32LevelsDeep() {
        assertThat(result(event(KEY + ",\"metadata\":" + nested(32)))).isEqualTo("accepted");
        assertThat(result(event(KEY + ",\"metadata\":" + nested(33))))
                .contains("'metadata' is nested deeper than 32 levels");
    }

    private static String nested(int levels) {
        return "[".repeat(levels) + "]".repeat(levels);
    }

    @Test
    void metadataMayHold256KiB() {
        int rest = 256 * 1024 - "{\"a\":\"\"}".length();
        String fits = "é".repeat(rest / 2) + "x".repeat(rest % 2);

        assertThat(result(event(KEY + ",\"metadata\":{\"a\":\"%s\"}".formatted(fits))))
                .isEqualTo("accepted");
        assertThat(result(event(KEY + ",\"metadata\":{\"a\":\"%sx\"}".formatted(fits))))
                .contains("'metadata' is larger than 262144 bytes");
    }

    @Test
    void inlineAssetsMayHoldOneMiB() {
        byte[] fits = new byte[1_048_576];
        byte[] more = new byte[1_048_577];

        assertThat(result(inline(" " + Base64.getEncoder().encodeToString(fits) + "\\n")))
                .isEqualTo("accepted");
        InputItem item = edge.context.events().getFirst().attachments().iterator().next();
        assertThat(item.content()).hasSize(1_048_576);
        assertThat(result(inline(Base64.getEncoder().encodeToString(more))))
                .contains("'attachments[0].content_base64' stands for more than 1048576 bytes");
    }

    @ParameterizedTest(name = "{0} is not base64")
    @ValueSource(strings = {"aGk", "aGl=", "a-_=", "aG k=", "====", "aGk=aGk=", "é", "a"})
    void base64IsTheStandardOneWithPadding(String text) {
        assertThat(result(inline(text))).contains("must be standard base64 with padding");
    }

    private static String inline(String base64) {
        return event(
                KEY
                        + ",\"attachments\":[{\"type\":\"inline_asset\",\"file_name\":\"a.bin\","
                        + "\"media_type\":\"image/png\",\"content_base64\":\""
                        + base64
                        + "\"}]");
    }

    /** The word {@code accepted}, or the reason why not. */
    private String result(String body) {
        IngressReply reply = edge.post("/events", body);
        assertThat(reply.status()).as(reply.detail()).isEqualTo(200);
        return reply.json().orElseThrow().getString("reason", "accepted");
    }
}
