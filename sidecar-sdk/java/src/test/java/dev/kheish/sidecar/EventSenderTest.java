package dev.kheish.sidecar;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.kheish.sidecar.FakeHost.Answer;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;

final class EventSenderTest {
    private static final String ACCEPTED = "{\"status\":\"accepted\",\"run_id\":\"run_1\"}";
    private static final String TOO_NEW =
            "{\"status\":\"rejected\",\"reason\":\"unsupported protocol_version 2\"}";

    private final Event event = Event.builder("e-1").content("hello").build();
    private final TestTiming timing = new TestTiming();
    private FakeHost host;
    private Environment environment;

    @BeforeEach
    void start() throws Exception {
        host = new FakeHost();
        environment = Environment.read(host.environment(), "demo");
    }

    @AfterEach
    void stop() {
        host.close();
    }

    private EventSender sender() {
        return sender(Duration.ofMinutes(2));
    }

    private EventSender sender(Duration patience) {
        var door = new Host(URI.create(host.url()), environment.name());
        return new EventSender(door, environment, timing, patience);
    }

    @Test
    void sendsAnEventWithTheSharedToken() throws Exception {
        host.then(200, ACCEPTED);

        Submission submission = sender().submit(event);

        assertThat(submission.taken()).isTrue();
        assertThat(submission.runId()).hasValue("run_1");
        FakeHost.Seen seen = host.seen().getFirst();
        assertThat(seen.method() + " " + seen.path())
                .isEqualTo("POST /v1/connectors/external/demo/events");
        assertThat(seen.token()).isEqualTo("Bearer t-1");
        assertThat(seen.headers()).containsEntry("content-type", "application/json");
        assertThat(seen.json().requiredText("instance_id")).isEqualTo("i-1");
    }

    @Test
    void repeatsWithWaitsThatDouble() throws Exception {
        host.then(500, "{}").then(502, "<html>").then(408, "").then(200, "cut").then(200, ACCEPTED);

        assertThat(sender().submit(event).taken()).isTrue();

        assertThat(timing.sleeps()).containsExactly(499L, 999L, 1999L, 3999L);
        assertThat(host.seen().stream().map(FakeHost.Seen::body).distinct()).hasSize(1);
    }

    @Test
    void noWaitIsLongerThanHalfAMinuteUnlessTheHostAsksForIt() throws Exception {
        for (int i = 0; i < 9; i++) {
            host.then(503, "{}");
        }
        host.then(200, ACCEPTED);

        sender(Duration.ofHours(1)).submit(event);

        assertThat(timing.sleeps())
                .containsExactly(499L, 999L, 1999L, 3999L, 7999L, 15999L, 29999L, 29999L, 29999L);
    }

    @Test
    void waitsAsLongAsTheHostAsks() throws Exception {
        host.then(new Answer(429, Map.of("Retry-After", "7"), "{}")).then(200, ACCEPTED);

        sender().submit(event);

        assertThat(timing.sleeps()).containsExactly(7000L);
    }

    @Test
    void repeatsWhenNobodyListens() throws Exception {
        host.close();

        assertThatThrownBy(() -> sender(Duration.ofSeconds(3)).submit(event))
                .isInstanceOf(HostUnavailableException.class)
                .hasMessage(
                        "Submitting event e-1 failed for 1 s, and the patience is 3 s."
                                + " Last: no answer (ConnectException)");
        assertThat(timing.sleeps()).containsExactly(499L, 999L);
    }

    @Test
    void doesNotWaitForWhatPatienceDoesNotReach() {
        host.then(new Answer(503, Map.of("Retry-After", "600"), "{}"));

        assertThatThrownBy(() -> sender().submit(event))
                .isInstanceOf(HostUnavailableException.class)
                .hasMessageContaining("Last: status 503");
        assertThat(timing.sleeps()).isEmpty();
    }

    @Test
    void stopsWaitingWhenTheSidecarStops() {
        host.then(503, "{}");
        timing.stop();

        assertThatThrownBy(() -> sender().submit(event)).isInstanceOf(StoppingException.class);
    }

    @Test
    void rejectionIsAResult() throws Exception {
        host.then(200, "{\"status\":\"rejected\",\"reason\":\"nothing to say\"}");

        Submission submission = sender().submit(event);

        assertThat(submission.rejected()).isTrue();
        assertThat(submission.taken()).isFalse();
        assertThat(submission.reason()).hasValue("nothing to say");
        assertThat(host.seen()).hasSize(1);
    }

    @Test
    void refusalSaysWhatToDo() {
        host.then(404, "{\"code\":\"not_found\",\"detail\":\"No connector 'demo'.\"}");

        assertThatThrownBy(() -> sender().submit(event))
                .isInstanceOfSatisfying(
                        HostRefusedException.class,
                        e -> {
                            assertThat(e.status()).isEqualTo(404);
                            assertThat(e.code()).hasValue("not_found");
                            assertThat(e.detail()).hasValue("No connector 'demo'.");
                        })
                .hasMessage(
                        "Submitting an event was refused with status 404 (not_found)."
                                + " The host says: No connector 'demo'. The host has no external"
                                + " connector 'demo': create it there, or mend"
                                + " KHEISH_EXTERNAL_CONNECTOR_NAME.");
    }

    @Test
    void noRefusalTellsTheToken() {
        for (int status : List.of(401, 403, 404, 409, 413, 307, 400)) {
            host.then(status, "");

            assertThatThrownBy(() -> sender().submit(event))
                    .isInstanceOf(HostRefusedException.class)
                    .hasMessageContaining("status " + status)
                    .hasMessageNotContaining("t-1");
        }
    }

    @Test
    void staysWithVersionOneOnceTheHostKnowsNoOther() throws Exception {
        EventSender sender = sender();
        host.then(200, TOO_NEW).otherwise(_ -> new Answer(200, Map.of(), ACCEPTED));

        sender.submit(event);
        sender.submit(event);

        assertThat(host.seen().stream().map(seen -> seen.json().integer("protocol_version")))
                .extracting(version -> version.orElseThrow())
                .containsExactly(2L, 1L, 1L);
        assertThat(timing.sleeps()).isEmpty();
    }

    @Test
    void refusesWhatNoHostWouldTakeBeforeSendingIt() {
        Event large = Event.builder("e-2").content("é".repeat(1_100_000)).build();

        assertThatThrownBy(() -> sender().submit(large))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("Event e-2 has 22000")
                .hasMessageContaining("the host takes 2097152");
        assertThat(host.seen()).isEmpty();
    }

    @Test
    void filesInsideAnEventAreLimited() {
        assertThat(InputItem.inline("a", new byte[InputItem.MAX_INLINE_BYTES])).isNotNull();
        assertThatThrownBy(() -> InputItem.inline("a", new byte[InputItem.MAX_INLINE_BYTES + 1]))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("1048577 bytes");
        assertThatThrownBy(() -> Event.builder("e").attachments(InputItem.text("x")))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> Event.builder(" ")).isInstanceOf(IllegalArgumentException.class);
    }
}
