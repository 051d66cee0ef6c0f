package dev.kheish.sidecar;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.kheish.sidecar.FakeHost.Answer;
import dev.kheish.sidecar.FakeHost.Seen;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

final class BatchSenderTest {
    private final TestTiming timing = new TestTiming();
    private FakeHost host;
    private BatchSender sender;

    @BeforeEach
    void start() throws Exception {
        host = new FakeHost();
        Environment environment = Environment.read(host.environment(), "demo");
        var door = new Host(URI.create(host.url()), "demo");
        Duration patience = Duration.ofMinutes(2);
        var singles = new EventSender(door, environment, timing, patience);
        sender = new BatchSender(door, environment, timing, patience, singles);
    }

    @AfterEach
    void stop() {
        host.close();
    }

    private static List<Event> events(int count, String content) {
        return IntStream.range(0, count)
                .mapToObj(i -> Event.builder("e-" + i).content(content).build())
                .toList();
    }

    private static List<String> ids(Seen seen) {
        return seen.json().objects("events").stream()
                .map(event -> event.requiredText("event_id"))
                .toList();
    }

    /** Takes everything; the run's id is the event's. */
    private static Answer acceptAll(Seen seen) {
        String results =
                ids(seen).stream()
                        .map(id -> "{\"status\":\"accepted\",\"run_id\":\"run-" + id + "\"}")
                        .collect(Collectors.joining(","));
        return new Answer(200, Map.of(), "{\"results\":[" + results + "]}");
    }

    private static String results(String... items) {
        return "{\"results\":[" + String.join(",", items) + "]}";
    }

    @Test
    void anEmptyBatchIsNotSent() throws Exception {
        assertThat(sender.submit(List.of())).isEmpty();
        assertThat(host.seen()).isEmpty();
    }

    @Test
    void cutsAtSixtyFourEventsAndKeepsTheOrder() throws Exception {
        host.otherwise(BatchSenderTest::acceptAll);

        List<Submission> done = sender.submit(events(150, "x"));

        assertThat(host.seen().stream().map(seen -> ids(seen).size())).containsExactly(64, 64, 22);
        assertThat(done.stream().map(one -> one.runId().orElseThrow()))
                .isEqualTo(IntStream.range(0, 150).mapToObj(i -> "run-e-" + i).toList());
        assertThat(host.seen().getFirst().path())
                .isEqualTo("/v1/connectors/external/demo/events/batch");
    }

    @Test
    void cutsAtTwoMebibytes() throws Exception {
        host.otherwise(BatchSenderTest::acceptAll);

        sender.submit(events(5, "é".repeat(400_000)));

        assertThat(host.seen().stream().map(seen -> ids(seen).size())).containsExactly(2, 2, 1);
        assertThat(host.seen())
                .allSatisfy(
                        seen ->
                                assertThat(seen.body().getBytes(StandardCharsets.UTF_8).length)
                                        .isLessThanOrEqualTo(EventSender.MAX_BODY_BYTES));
    }

    @Test
    void sendsAgainOnlyWhatIsOpen() throws Exception {
        host.then(
                        200,
                        results(
                                "{\"status\":\"accepted\"}",
                                "{\"status\":\"rate_limited\",\"retry_after_ms\":700}",
                                "{\"status\":\"error\",\"reason\":\"broken\"}"))
                .otherwise(BatchSenderTest::acceptAll);

        List<Submission> done = sender.submit(events(3, "x"));

        assertThat(ids(host.seen().get(1))).containsExactly("e-1", "e-2");
        assertThat(timing.sleeps()).containsExactly(700L);
        assertThat(done).allMatch(Submission::taken);
    }

    @Test
    void patienceBeginsAnewWithEveryEventTaken() throws Exception {
        String taken = "{\"status\":\"accepted\"}";
        String limited = "{\"status\":\"rate_limited\",\"retry_after_ms\":90000}";
        host.then(200, results(taken, limited, limited))
                .then(200, results(taken, limited))
                .then(200, results(taken));

        assertThat(sender.submit(events(3, "x"))).hasSize(3);

        assertThat(timing.sleeps()).containsExactly(90_000L, 90_000L);
    }

    @Test
    void saysWhatWasTakenWhenPatienceEnds() {
        String limited = "{\"status\":\"rate_limited\",\"retry_after_ms\":90000}";
        host.then(200, results("{\"status\":\"duplicate\"}", limited)).then(200, results(limited));

        assertThatThrownBy(() -> sender.submit(events(2, "x")))
                .isInstanceOfSatisfying(
                        BatchIncompleteException.class,
                        e -> {
                            assertThat(e.results().get(0))
                                    .map(Submission::duplicate)
                                    .hasValue(true);
                            assertThat(e.results().get(1)).isEqualTo(Optional.empty());
                        })
                .hasMessageStartingWith("1 of 2 events were not taken.")
                .hasMessageContaining("Last: rate_limited");
    }

    @Test
    void goesOnOneByOneWithAHostThatKnowsNoBatches() throws Exception {
        host.then(404, "{\"code\":\"not_found\"}")
                .otherwise(_ -> new Answer(200, Map.of(), "{\"status\":\"accepted\"}"));

        assertThat(sender.submit(events(2, "x"))).allMatch(Submission::taken);

        assertThat(host.seen().stream().map(Seen::path))
                .containsExactly(
                        "/v1/connectors/external/demo/events/batch",
                        "/v1/connectors/external/demo/events",
                        "/v1/connectors/external/demo/events");
    }

    @Test
    void goesDownToVersionOneWithAHostThatKnowsNoOther() throws Exception {
        String tooNew = "{\"status\":\"rejected\",\"reason\":\"unsupported protocol_version 2\"}";
        host.then(200, results(tooNew, tooNew)).otherwise(BatchSenderTest::acceptAll);

        assertThat(sender.submit(events(2, "x"))).allMatch(Submission::taken);

        assertThat(host.seen().get(1).json().integer("protocol_version")).hasValue(1);
        assertThat(timing.sleeps()).isEmpty();
    }

    @Test
    void refusesEverythingIfOneIsTooLarge() {
        List<Event> events =
                List.of(
                        Event.builder("small").content("x").build(),
                        Event.builder("large").content("x".repeat(2_100_000)).build());

        assertThatThrownBy(() -> sender.submit(events))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("Event large");
        assertThat(host.seen()).isEmpty();
    }
}
