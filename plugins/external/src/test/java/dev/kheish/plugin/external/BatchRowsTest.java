package dev.kheish.plugin.external;

import static dev.kheish.testkit.FakeContext.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kheish.spi.InboundEvent;
import dev.kheish.spi.IngressReply;
import dev.kheish.spi.Receipt;
import dev.kheish.spi.Receipt.Refusal;
import dev.kheish.testkit.FakeRequest;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

import java.time.Duration;
import java.util.Collections;
import java.util.stream.Stream;

/** What {@code POST /events/batch} answers, by the rows of the protocol. */
class BatchRowsTest {
    private final Edge edge = new Edge();

    @Test
    void anEmptyBatchIsAnsweredWithAnEmptyObject() {
        assertThat(batch("")).isEqualTo("{}");
        assertThat(edge.post("/events/batch", "{}").json().orElseThrow()).isEmpty();
        assertThat(edge.context.submissions()).isEmpty();
    }

    @Test
    void moreThan64EventsAreABadRequest_afterTheToken() {
        String many = "{\"events\":[" + String.join(",", Collections.nCopies(65, "{}")) + "]}";

        IngressReply reply = edge.post("/events/batch", many);
        assertThat(reply.status()).isEqualTo(400);
        assertThat(reply.code()).isEqualTo("bad_request");
        assertThat(reply.detail()).contains("65", "64");

        var stranger = FakeRequest.post("/x", many).with("Content-Type", "application/json");
        assertThat(edge.answer("/events/batch", stranger).status()).isEqualTo(401);
        assertThat(stranger.isBodyRead()).isFalse();
    }

    @Test
    void takes64EventsInOneTransactionInOrder() {
        StringBuilder events = new StringBuilder();
        for (int i = 0; i < 64; i++) {
            events.append(i == 0 ? "" : ",").append(event("e-" + i, "\"content\":\"x\""));
        }

        IngressReply reply = edge.post("/events/batch", "{\"events\":[" + events + "]}");

        assertThat(reply.json().orElseThrow().getJsonArray("results")).hasSize(64);
        assertThat(edge.context.submissions()).hasSize(1);
        assertThat(edge.context.events())
                .extracting(event -> event.metadata().asJsonObject().getString("external_event_id"))
                .startsWith("e-0", "e-1", "e-2")
                .endsWith("e-62", "e-63");
    }

    @Test
    void oneEventOfTheWrongShapeEndsThemAll() {
        IngressReply reply =
                edge.post(
                        "/events/batch",
                        "{\"events\":[%s,{\"event_id\":\"e-2\"}]}"
                                .formatted(event("e-1", "\"content\":\"x\"")));

        assertThat(reply.status()).isEqualTo(422);
        assertThat(reply.code()).isEqualTo("connector_ingress_error");
        assertThat(reply.detail()).contains("'events[1].instance_id'");
        assertThat(edge.context.submissions()).isEmpty();
    }

    @Test
    void eventsMustBeAList() {
        assertThat(edge.post("/events/batch", "{\"events\":null}").status()).isEqualTo(422);
        assertThat(edge.post("/events/batch", "{\"events\":[1]}").status()).isEqualTo(422);
        assertThat(edge.post("/events/batch", "[]").status()).isEqualTo(422);
    }

    @Test
    void row7_everyEventOfAnotherVersionIsRejected() {
        IngressReply reply =
                edge.post(
                        "/events/batch",
                        "{\"protocol_version\":9,\"events\":[%s,%s]}"
                                .formatted(event("a", "\"protocol_version\":1"), event(" b ", "")));

        assertThat(reply.json().orElseThrow())
                .hasToString(
                        "{\"results\":[{\"event_id\":\"a\",\"status\":\"rejected\",\"reason\":"
                                + "\"unsupported protocol_version 9: this host takes 1..=2\"},"
                                + "{\"event_id\":\" b \",\"status\":\"rejected\",\"reason\":"
                                + "\"unsupported protocol_version 9: this host takes 1..=2\"}]}");
    }

    @Test
    void resultsComeInTheOrderOfTheRequestWhateverBecameOfEach() {
        edge.context.answering(
                event ->
                        switch (id(event)) {
                            case "new" -> new Receipt.Accepted(run("run_1", "s-1"));
                            case "old" -> new Receipt.Duplicate(run("run_2", "s-2"));
                            default -> new Receipt.RateLimited(Duration.ofMillis(250));
                        });

        String results =
                batch(
                        event("new", "\"content\":\"x\""),
                        event(" ", "\"content\":\"x\""),
                        event("old", "\"content\":\"x\""),
                        event("empty", ""),
                        event("fast", "\"content\":\"x\""));

        assertThat(results)
                .isEqualTo(
                        "{\"results\":[{\"event_id\":\"new\",\"status\":\"accepted\","
                                + "\"session_id\":\"s-1\",\"run_id\":\"run_1\"},"
                                + "{\"status\":\"rejected\",\"reason\":\"'event_id' is blank; write something there, other for each event.\"},"
                                + "{\"event_id\":\"old\",\"status\":\"duplicate\","
                                + "\"session_id\":\"s-2\",\"run_id\":\"run_2\"},"
                                + "{\"event_id\":\"empty\",\"status\":\"rejected\","
                                + "\"session_id\":\"external:demo:df477b19f20f743a\",\"reason\":"
                                + "\"The event has nothing to say: no text and no file.\"},"
                                + "{\"event_id\":\"fast\",\"status\":\"rate_limited\","
                                + "\"retry_after_ms\":250}]}");
        assertThat(edge.context.submissions()).hasSize(1);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("items")
    void item(String row, Receipt receipt, String members) {
        edge.context.answering(receipt);

        assertThat(batch(event("e-1", "\"content\":\"x\"")))
                .isEqualTo("{\"results\":[{\"event_id\":\"e-1\"," + members + "}]}");
    }

    static Stream<Arguments> items() {
        return Stream.of(
                Arguments.of(
                        "row 12: no session",
                        new Receipt.Refused(Refusal.NO_SESSION, ""),
                        "\"status\":\"rejected\",\"reason\":\"Nothing says which session the event"
                                + " belongs to: send thread.path or routing_key, or have the"
                                + " operator set fixed_session_id.\""),
                Arguments.of(
                        "row 13: rate",
                        new Receipt.RateLimited(Duration.ofNanos(1)),
                        "\"status\":\"rate_limited\",\"retry_after_ms\":1"),
                Arguments.of(
                        "row 14: conflict",
                        new Receipt.Conflict(run("run_1", "s-1")),
                        "\"status\":\"rejected\",\"session_id\":\"s-1\",\"run_id\":\"run_1\","
                                + "\"reason\":\"Event 'e-1' came before with other content; send a"
                                + " new event_id with a new event.\""),
                Arguments.of(
                        "row 16: busy",
                        new Receipt.Overloaded(Duration.ofMillis(900)),
                        "\"status\":\"rate_limited\",\"retry_after_ms\":900,\"reason\":\"Too much"
                                + " work is queued just now; send the event again later.\""),
                error("row 18", Refusal.SESSION_MISSING),
                error("row 19", Refusal.SESSION_MISMATCH),
                error("row 20", Refusal.UNKNOWN_PERSONA),
                error("row 21", Refusal.UNKNOWN_TARGET),
                error("row 23: target", Refusal.BAD_TARGET),
                Arguments.of(
                        "row 23: asset",
                        new Receipt.Refused(Refusal.UNKNOWN_ASSET, "no such asset"),
                        "\"status\":\"rejected\",\"reason\":\"no such asset\""),
                Arguments.of(
                        "replaced",
                        new Receipt.Refused(Refusal.CLOSED, "replaced"),
                        "\"status\":\"rate_limited\",\"retry_after_ms\":1000,"
                                + "\"reason\":\"replaced\""));
    }

    private static Arguments error(String row, Refusal refusal) {
        return Arguments.of(
                row,
                new Receipt.Refused(refusal, "create_if_missing or so"),
                "\"status\":\"error\",\"reason\":\"create_if_missing or so\"");
    }

    @Test
    void row10_onlyTheForeignEventIsRejected() {
        edge.behind(new Edge.FakeSidecar());
        String foreign =
                "{\"instance_id\":\"i-2\",\"event_id\":\"b\",\"routing_key\":\"k\","
                        + "\"content\":\"x\"}";

        String results = batch(event("a", "\"content\":\"x\""), foreign);

        assertThat(results).contains("\"a\",\"status\":\"accepted\"");
        assertThat(results).contains("\"b\",\"status\":\"rejected\"");
    }

    private static String id(InboundEvent event) {
        return event.metadata().asJsonObject().getString("external_event_id");
    }

    private static String event(String id, String members) {
        return "{\"instance_id\":\"i-1\",\"event_id\":\"%s\",\"routing_key\":\"k\"%s}"
                .formatted(id, members.isEmpty() ? "" : "," + members);
    }

    private String batch(String... events) {
        IngressReply reply =
                edge.post("/events/batch", "{\"events\":[" + String.join(",", events) + "]}");
        assertThat(reply.status()).as(reply.detail()).isEqualTo(200);
        return reply.json().orElseThrow().toString();
    }
}
