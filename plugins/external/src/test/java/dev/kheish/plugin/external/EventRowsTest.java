package dev.kheish.plugin.external;

import static dev.kheish.testkit.FakeContext.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kheish.spi.IngressReply;
import dev.kheish.spi.Receipt;
import dev.kheish.spi.Receipt.Refusal;
import dev.kheish.testkit.FakeRequest;

import jakarta.json.JsonObject;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.time.Duration;
import java.util.Map;
import java.util.stream.Stream;

/** What {@code POST /events} answers, by the rows of the protocol, in the order of its checks. */
class EventRowsTest {
    private static final String SAID = "\"content\":\"hi\",\"routing_key\":\"k\"";

    private final Edge edge = new Edge();

    @Test
    void row1_bodiesOfMoreThan2MiBAreTheHostsToRefuse() {
        assertThat(edge.route("/events").bodyLimit()).isEqualTo(2_097_152);
        assertThat(edge.route("/events/batch").bodyLimit()).isEqualTo(2_097_152);
    }

    @ParameterizedTest(name = "row 2: content type ''{0}''")
    @ValueSource(strings = {"", "text/plain", "application/jsonx", "json", "text/json"})
    void row2_contentType(String type) {
        FakeRequest request =
                FakeRequest.post("/x", Edge.eventJson(SAID))
                        .with("Authorization", "Bearer " + Edge.TOKEN);
        if (!type.isEmpty()) {
            request.with("Content-Type", type);
        }

        IngressReply reply = edge.answer("/events", request);

        assertProblem(reply, 415, "connector_ingress_error");
        assertThat(reply.detail()).contains("Content-Type: application/json");
        assertThat(request.isBodyRead()).isFalse();
    }

    @ParameterizedTest(name = "content type {0} is JSON")
    @ValueSource(
            strings = {
                "application/json",
                "Application/JSON; charset=utf-8",
                "application/cloudevents+json"
            })
    void takesEveryJsonType(String type) {
        FakeRequest request =
                FakeRequest.post("/x", Edge.eventJson(SAID))
                        .with("Authorization", "Bearer " + Edge.TOKEN)
                        .with("Content-Type", type);

        assertThat(edge.answer("/events", request).status()).isEqualTo(200);
    }

    @ParameterizedTest(name = "row 3: {0}")
    @ValueSource(strings = {"", "{", "{\"event_id\":}", "{} {}", "nul", "{'a':1}"})
    void row3_syntax(String body) {
        assertProblem(edge.post("/events", body), 400, "bad_request");
    }

    @ParameterizedTest(name = "row 4: {0}")
    @MethodSource("wrongShapes")
    void row4_shape(String body, String member) {
        IngressReply reply = edge.post("/events", body);

        assertProblem(reply, 422, "connector_ingress_error");
        assertThat(reply.detail()).contains(member);
    }

    static Stream<Arguments> wrongShapes() {
        return Stream.of(
                Arguments.of("[]", "JSON object"),
                Arguments.of("null", "JSON object"),
                Arguments.of("{\"event_id\":\"e\"}", "'instance_id'"),
                Arguments.of("{\"instance_id\":\"i\"}", "'event_id'"),
                Arguments.of("{\"instance_id\":null,\"event_id\":\"e\"}", "'instance_id'"),
                Arguments.of("{\"instance_id\":\"i\",\"event_id\":7}", "'event_id'"),
                shape("\"protocol_version\":\"2\"", "'protocol_version'"),
                shape("\"protocol_version\":-1", "'protocol_version'"),
                shape("\"protocol_version\":4294967296", "'protocol_version'"),
                shape("\"occurred_at_ms\":-1", "'occurred_at_ms'"),
                shape("\"occurred_at_ms\":1.5", "'occurred_at_ms'"),
                shape("\"occurred_at_ms\":1e3", "'occurred_at_ms'"),
                shape("\"occurred_at_ms\":18446744073709551616", "'occurred_at_ms'"),
                shape("\"actor_id\":1", "'actor_id'"),
                shape("\"relation\":{\"kind\":\"k\"}", "'relation.target_event_id'"),
                shape("\"relation\":{\"kind\":null,\"target_event_id\":\"e\"}", "'relation.kind'"),
                shape("\"relation\":\"k\"", "'relation'"),
                shape("\"thread\":null", "'thread'"),
                shape("\"thread\":[\"a\"]", "'thread'"),
                shape("\"thread\":{\"path\":null}", "'thread.path'"),
                shape("\"thread\":{\"path\":[\"a\",1]}", "'thread.path[1]'"),
                shape("\"content\":null", "'content'"),
                shape("\"input_items\":null", "'input_items'"),
                shape("\"input_items\":{}", "'input_items'"),
                shape("\"input_items\":[\"text\"]", "'input_items[0]'"),
                shape("\"input_items\":[{\"text\":\"x\"}]", "'input_items[0].type'"),
                shape("\"input_items\":[{\"type\":\"picture\"}]", "'input_items[0].type'"),
                shape("\"input_items\":[{\"type\":\"text\"}]", "'input_items[0].text'"),
                shape("\"attachments\":null", "'attachments'"),
                shape(
                        "\"attachments\":[{\"type\":\"text\",\"text\":\"x\"}]",
                        "'attachments[0].type'"),
                shape(
                        "\"attachments\":[{\"type\":\"asset_reference\"}]",
                        "'attachments[0].asset_id'"),
                shape(
                        "\"attachments\":[{\"type\":\"inline_asset\",\"file_name\":\"a\"}]",
                        "'attachments[0].content_base64'"));
    }

    private static Arguments shape(String member, String named) {
        return Arguments.of(Edge.eventJson(member), named);
    }

    @Test
    void ignoresUnknownMembersAndTakesNullWhereItMeansAbsent() {
        IngressReply reply =
                edge.event(
                        """
                        "content":"hi","routing_key":"k","later":{"x":[1]},"protocol_version":null,
                        "fingerprint":null,"occurred_at_ms":null,"actor_id":null,"source_kind":null,
                        "intent":null,"relation":null,"reply_route":null,"metadata":null,"thread":{}""");

        assertThat(status(reply)).isEqualTo("accepted");
        assertThat(edge.context.events().getFirst().actorId()).isEqualTo("external-user");
        assertThat(edge.context.events().getFirst().sourceKind()).isEqualTo("chat");
    }

    @ParameterizedTest(name = "row 6: Authorization ''{0}''")
    @ValueSource(
            strings = {
                "",
                "Bearer",
                "Bearer ",
                "Bearer t-2",
                "bearer t-1",
                "BEARER t-1",
                "Bearer  t-1",
                "Bearer t-1 ",
                "Basic dDox",
                "t-1"
            })
    void row6_tokenBeforeAnythingIsRead(String header) {
        FakeRequest request = FakeRequest.post("/x", "{");
        if (!header.isEmpty()) {
            request.with("Authorization", header);
        }

        for (String path : new String[] {"/events", "/events/batch"}) {
            assertProblem(edge.answer(path, request), 401, "unauthorized");
        }
        assertThat(request.isBodyRead()).isFalse();
        assertThat(request.isAuthenticated()).isFalse();
    }

    @Test
    void row6_noTokenConfiguredAndNotOpen() {
        edge.withoutToken();

        assertProblem(edge.event(SAID), 401, "unauthorized");
    }

    @Test
    void row6_noTokenConfiguredButOpen() {
        edge.withoutToken().with("allow_unauthenticated_ingress", true);

        assertThat(status(edge.event(SAID))).isEqualTo("accepted");
    }

    @Test
    void row6_theTokenIsTheOneOfTheMoment() {
        edge.context.secret("shared_token", "t-2");

        assertProblem(edge.event(SAID), 401, "unauthorized");
    }

    @Test
    void row6_aTokenThatCannotBeReadIsNotTheSendersFault() {
        edge.context.forget("shared_token");

        assertProblem(edge.event(SAID), 503, "service_unavailable");
    }

    @ParameterizedTest(name = "row 7: version {0}")
    @ValueSource(strings = {"0", "3", "4294967295"})
    void row7_version(String version) {
        IngressReply reply =
                edge.post(
                        "/events",
                        """
                        {"protocol_version":%s,"instance_id":"i","event_id":" e-1 ","content":"x"}"""
                                .formatted(version));

        assertThat(body(reply).getString("reason"))
                .contains("unsupported protocol_version", version, "1..=2");
        assertThat(status(reply)).isEqualTo("rejected");
        assertThat(body(reply).getString("event_id")).isEqualTo(" e-1 ");
        assertThat(edge.context.events()).isEmpty();
    }

    @Test
    void row8_blankEventId() {
        IngressReply reply =
                edge.post(
                        "/events", "{\"instance_id\":\"i\",\"event_id\":\" \",\"content\":\"x\"}");

        assertThat(status(reply)).isEqualTo("rejected");
        assertThat(body(reply).keySet()).containsExactlyInAnyOrder("status", "reason");
    }

    /** A program that an earlier host left may still send; it must not drop what it has. */
    @Test
    void row10_anotherInstanceWhileNoneIsKnown() {
        var child = new Edge.FakeSidecar();
        child.areKnown = false;
        Edge starting = new Edge().behind(child);
        String event = "{\"instance_id\":\"%s\",\"event_id\":\"e\",%s}";

        IngressReply early = starting.post("/events", event.formatted("i-0", SAID));
        IngressReply known = starting.post("/events", event.formatted("i-1", SAID));

        assertThat(early.status()).isEqualTo(503);
        assertThat(early.headers()).extracting(Map.Entry::getKey).contains("Retry-After");
        assertThat(known.status()).isEqualTo(200);
    }

    @ParameterizedTest(name = "row 10: instance {0}")
    @ValueSource(strings = {"i-2", ""})
    void row10_anotherInstance(String instance) {
        var sidecar = new Edge.FakeSidecar();
        edge.behind(sidecar);

        IngressReply reply =
                edge.post(
                        "/events",
                        "{\"instance_id\":\"%s\",\"event_id\":\"e\",%s}".formatted(instance, SAID));

        assertRejected(reply, "'instance_id'");
        assertThat(sidecar.asked).containsExactly(instance);
        assertThat(edge.context.events()).isEmpty();
    }

    @Test
    void row10_ownInstanceAndAnyInstanceOfARemoteSidecar() {
        assertThat(status(edge.event(SAID))).isEqualTo("accepted");
        edge.behind(new Edge.FakeSidecar());
        assertThat(status(edge.event(SAID))).isEqualTo("accepted");
    }

    @Test
    void row11_keysOfSeveralSessionsAreNoError() {
        edge.with("additional_binding_keys", java.util.List.of("customer:b", "customer:a"));

        assertThat(status(edge.event(SAID))).isEqualTo("accepted");
        assertThat(edge.context.events().getFirst().bindingKeys())
                .containsExactly("customer:a", "customer:b");
    }

    @Test
    void row12_noSession() {
        assertRejected(
                edge.event("\"content\":\"hi\""), "thread.path", "routing_key", "fixed_session_id");

        edge.with("additional_binding_keys", java.util.List.of("customer:a"));
        edge.context.answering(new Receipt.Refused(Refusal.NO_SESSION, "none"));
        assertRejected(
                edge.event("\"content\":\"hi\""), "thread.path", "routing_key", "fixed_session_id");
    }

    @Test
    void row12_aFixedSessionNeedsNoKey() {
        edge.with("fixed_session_id", "one");

        assertThat(status(edge.event("\"content\":\"hi\""))).isEqualTo("accepted");
    }

    @Test
    void row13_rateLimited() {
        edge.context.answering(new Receipt.RateLimited(Duration.ofMillis(1200)));

        IngressReply reply = edge.event(SAID);

        assertProblem(reply, 429, "external_ingress_rate_limited");
        assertThat(reply.headers()).contains(Map.entry("Retry-After", "2"));
        assertThat(reply.detail()).endsWith("retry_after_ms=1200");
    }

    @Test
    void row14_conflict() {
        edge.context.answering(new Receipt.Conflict(run("run_7", "s-7")));

        IngressReply reply = edge.event(SAID);

        assertThat(body(reply))
                .hasToString(
                        "{\"event_id\":\"e-1\",\"status\":\"rejected\",\"session_id\":\"s-7\","
                                + "\"run_id\":\"run_7\",\"reason\":\"Event 'e-1' came before with other"
                                + " content; send a new event_id with a new event.\"}");
    }

    @Test
    void row15_duplicate() {
        edge.context.answering(new Receipt.Duplicate(run("run_7", "s-7")));

        assertThat(body(edge.event(SAID)))
                .hasToString(
                        "{\"event_id\":\"e-1\",\"status\":\"duplicate\",\"session_id\":\"s-7\","
                                + "\"run_id\":\"run_7\"}");
    }

    @Test
    void row15_accepted() {
        edge.context.answering(new Receipt.Accepted(run("run_7", "s-7")));

        IngressReply reply =
                edge.post(
                        "/events",
                        "{\"instance_id\":\"i\",\"event_id\":\" e-9\\n\",%s}".formatted(SAID));

        assertThat(body(reply))
                .hasToString(
                        "{\"event_id\":\"e-9\",\"status\":\"accepted\",\"session_id\":\"s-7\","
                                + "\"run_id\":\"run_7\"}");
    }

    @Test
    void row16_aHostThatIsTooBusySaysWhenToComeBack() {
        edge.context.answering(new Receipt.Overloaded(Duration.ofMillis(2500)));

        IngressReply reply = edge.event(SAID);

        assertProblem(reply, 503, "service_unavailable");
        assertThat(reply.headers()).contains(Map.entry("Retry-After", "3"));
    }

    @ParameterizedTest(name = "row 17: {0}")
    @ValueSource(
            strings = {
                "\"routing_key\":\"k\"",
                "\"routing_key\":\"k\",\"content\":\" \\n\"",
                "\"routing_key\":\"k\",\"input_items\":[{\"type\":\"text\",\"text\":\" \"}]"
            })
    void row17_nothingToSay(String members) {
        IngressReply reply = edge.event(members);

        assertRejected(reply, "nothing to say");
        assertThat(body(reply).getString("session_id")).startsWith("external:demo:");
        assertThat(body(reply).containsKey("run_id")).isFalse();
        assertThat(edge.context.events()).isEmpty();
    }

    @Test
    void row17_inAFixedSession() {
        edge.with("fixed_session_id", "one");

        assertThat(body(edge.event("")).getString("session_id")).isEqualTo("one");
    }

    @ParameterizedTest(name = "{0} is for the operator to mend")
    @MethodSource("operatorsRows")
    void rows18To21_and23(String row, Refusal refusal) {
        edge.context.answering(new Receipt.Refused(refusal, "detail of " + row));

        IngressReply reply = edge.event(SAID);

        assertProblem(reply, 409, "conflict");
        assertThat(reply.detail()).contains("detail of " + row);
    }

    static Stream<Arguments> operatorsRows() {
        return Stream.of(
                Arguments.of("row 18: session missing", Refusal.SESSION_MISSING),
                Arguments.of("row 19: session of other terms", Refusal.SESSION_MISMATCH),
                Arguments.of("row 20: unknown persona", Refusal.UNKNOWN_PERSONA),
                Arguments.of("row 21: target of an unknown connector", Refusal.UNKNOWN_TARGET),
                Arguments.of("row 23: target that cannot be used", Refusal.BAD_TARGET),
                Arguments.of("row 23: session id that cannot be used", Refusal.BAD_SESSION_ID));
    }

    @Test
    void row18_namesTheSetting() {
        edge.context.answering(new Receipt.Refused(Refusal.SESSION_MISSING, "No such session."));

        assertThat(edge.event(SAID).detail()).contains("session_policy.create_if_missing");
    }

    @ParameterizedTest(name = "row 22: {0}")
    @ValueSource(
            strings = {
                "\"file_name\":\" \",\"content_base64\":\"aGk=\"",
                "\"file_name\":\"a\",\"content_base64\":\" \""
            })
    void row22_blankMembersOfAnInlineAsset(String members) {
        assertRejected(
                edge.event(
                        "\"routing_key\":\"k\",\"attachments\":[{\"type\":\"inline_asset\",%s}]"
                                .formatted(members)),
                "'attachments[0].",
                "is blank");
    }

    @ParameterizedTest(name = "row 23: {0} is for the sender to mend")
    @MethodSource("sendersRows")
    void row23_rejected(Refusal refusal) {
        edge.context.answering(new Receipt.Refused(refusal, "what is wrong"));

        assertRejected(edge.event(SAID), "what is wrong");
    }

    static Stream<Refusal> sendersRows() {
        return Stream.of(
                Refusal.UNKNOWN_ASSET, Refusal.UNSUPPORTED_ITEM, Refusal.TOO_LARGE, Refusal.EMPTY);
    }

    @Test
    void row23_metadataOfTheHost() {
        assertRejected(edge.event(SAID + ",\"metadata\":{\"daemon\":{}}"), "'metadata.daemon'");
    }

    @Test
    void row23_boards() {
        assertRejected(
                edge.event(
                        "\"routing_key\":\"k\",\"input_items\":[{\"type\":\"board_reference\","
                                + "\"board_id\":\"b\",\"revision_id\":null}]"),
                "board_reference");
    }

    @Test
    void aConnectorThatIsJustBeingReplacedIsNoVerdict() {
        edge.context.answering(new Receipt.Refused(Refusal.CLOSED, "replaced"));

        assertProblem(edge.event(SAID), 503, "service_unavailable");
    }

    private static void assertRejected(IngressReply reply, String... parts) {
        assertThat(reply.status()).isEqualTo(200);
        assertThat(status(reply)).isEqualTo("rejected");
        assertThat(body(reply).getString("reason")).contains(parts);
    }

    private static void assertProblem(IngressReply reply, int status, String code) {
        assertThat(reply.status()).isEqualTo(status);
        assertThat(reply.code()).isEqualTo(code);
        assertThat(reply.detail()).isNotBlank();
    }

    private static String status(IngressReply reply) {
        return body(reply).getString("status");
    }

    private static JsonObject body(IngressReply reply) {
        assertThat(reply.detail()).isEmpty();
        return reply.json().orElseThrow();
    }
}
