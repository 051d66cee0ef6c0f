package dev.kheish.host.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;

import dev.kheish.host.json.Json;
import dev.kheish.host.session.Sessions;
import dev.kheish.host.store.RowId;
import dev.kheish.host.store.Store;
import dev.kheish.host.stream.EventLog;
import dev.kheish.host.stream.NewEvent;
import dev.kheish.host.web.Problem;
import dev.kheish.host.web.ServerLimits;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.LongStream;

@Timeout(60)
class EventRoutesTest {
    private static final RowId RUN = RowId.of(1_750_000_000_000L, 7);

    private final EventLog events = new EventLog(Clock.systemUTC());
    private final AtomicBoolean maySee = new AtomicBoolean(true);

    @TempDir private Path home;
    private Store store;
    private Sessions sessions;
    private EventRoutes routes;
    private TestServer server;

    @BeforeEach
    void start() throws Exception {
        store = Store.open(home.resolve("kheish.db"));
        store.write(
                tx -> {
                    tx.update("insert into session (seq, id, created_ms) values (3, 'shop', 1)");
                    tx.update(
                            "insert into run (seq, nonce, created_ms, session, state, input) values (?, ?, ?, 3, 1, '{}')",
                            RUN.seq(),
                            RUN.nonce(),
                            RUN.atMs());
                    return 0;
                });
        Gate trusting = TestServer.trustingGate();
        Gate gate =
                (request, access) -> {
                    if (!maySee.get()) {
                        throw Problem.of(401, "invalid_token", "Revoked.").exception();
                    }
                    return trusting.require(request, access);
                };
        sessions = new Sessions(store, events, Clock.systemUTC());
        routes = new EventRoutes(store, sessions, events, gate, Duration.ofMillis(200));
        server = TestServer.with(gate, ServerLimits.defaults(), routes);
    }

    @AfterEach
    void stop() {
        routes.close();
        server.close();
        sessions.close();
        store.close();
    }

    @Test
    void showsAnEventWithPublicIds() throws Exception {
        append(NewEvent.ofRun("run_queued", 3, 7, "{\"attempt\":2,\"type\":\"overwritten\"}"));

        try (Follower follower = follow("/v1/events/stream?cursor=0", null)) {
            Frame frame = follower.next();

            assertThat(frame.event).isEqualTo("run_queued");
            assertThat(frame.json.path("type").asText()).isEqualTo("run_queued");
            assertThat(frame.json.path("session_id").asText()).isEqualTo("shop");
            assertThat(frame.json.path("run_id").asText()).isEqualTo(RUN.text("run_"));
            assertThat(frame.json.path("attempt").asInt()).isEqualTo(2);
            assertThat(frame.json.path("id").asText()).isEqualTo(frame.id);
        }
    }

    @Test
    void losesAndRepeatsNothingOverManyReconnectsWhileOthersAppend() throws Exception {
        int count = 2_000;
        Thread writer =
                Thread.ofVirtual()
                        .start(
                                () -> {
                                    for (int i = 0; i < count; i++) {
                                        append(NewEvent.ofSession("tick", 3, "{\"n\":" + i + "}"));
                                    }
                                });
        List<Long> seen = new ArrayList<>();
        String last = "0";
        while (seen.size() < count) {
            try (Follower follower = follow("/v1/events/stream", last)) {
                for (int i = 0; i < 150 && seen.size() < count; i++) {
                    Frame frame = follower.nextEvent();
                    seen.add(frame.json.path("n").asLong());
                    last = frame.id;
                }
            }
        }
        writer.join();

        assertThat(seen).containsExactlyElementsOf(LongStream.range(0, count).boxed().toList());
    }

    @Test
    void startsWithWhatHappensNextAndSendsHeartbeatsWhileNothingDoes() throws Exception {
        append(NewEvent.ofSession("old", 3, null));

        try (Follower follower = follow("/v1/events/stream", null)) {
            Frame heartbeat = follower.next();
            append(NewEvent.ofSession("fresh", 3, null));
            Frame fresh = follower.nextEvent();

            assertThat(heartbeat.event).isEqualTo("heartbeat");
            assertThat(heartbeat.id).isEmpty();
            assertThat(fresh.event).isEqualTo("fresh");
        }
    }

    @Test
    void saysAtOnceThatAllThatWasStoredHasBeenSent() throws Exception {
        append(NewEvent.ofSession("old", 3, null));
        server.close();
        Gate gate = TestServer.trustingGate();
        EventRoutes quiet = new EventRoutes(store, sessions, events, gate, Duration.ofMinutes(5));
        server = TestServer.with(gate, ServerLimits.defaults(), quiet);

        try (quiet;
                Follower follower = follow("/v1/events/stream?cursor=0", null)) {
            assertThat(List.of(follower.next().event, follower.next().event))
                    .containsExactly("old", "heartbeat");
        }
    }

    @Test
    void keepsToItsSessionOrRun() throws Exception {
        append(NewEvent.ofSession("other", 99, null));
        append(NewEvent.ofSession("mine", 3, null));
        append(NewEvent.ofRun("run_completed", 3, 7, null));

        try (Follower session = follow("/v1/sessions/shop/stream?cursor=0", null);
                Follower run = follow("/v1/runs/" + RUN.text("run_") + "/stream?cursor=0", null);
                Follower byQuery = follow("/v1/events/stream?session_id=shop&cursor=0", null)) {
            assertThat(List.of(session.next().event, session.next().event))
                    .containsExactly("mine", "run_completed");
            assertThat(run.next().event).isEqualTo("run_completed");
            assertThat(byQuery.next().event).isEqualTo("mine");
        }
        JsonNode list = TestServer.json(server.get("/v1/sessions/shop/events"));
        assertThat(list.findValuesAsText("type")).containsExactly("mine", "run_completed");
        JsonNode page = TestServer.json(server.get("/v1/sessions/shop/events?page=true&limit=1"));
        JsonNode rest =
                TestServer.json(
                        server.get(
                                "/v1/sessions/shop/events?cursor="
                                        + page.at("/pagination/next_cursor").asText()));
        assertThat(rest.path("items").findValuesAsText("type")).containsExactly("run_completed");
    }

    @Test
    void tellsOfAGap() throws Exception {
        for (int i = 0; i < 10; i++) {
            append(NewEvent.ofSession("tick", 3, null));
        }
        store.write(tx -> tx.update("delete from event where seq <= 6"));

        try (Follower pruned = follow("/v1/events/stream?cursor=2", null);
                Follower ahead = follow("/v1/events/stream?cursor=1000000", null)) {
            Frame gap = pruned.next();
            assertThat(gap.event).isEqualTo("stream_gap");
            assertThat(gap.json.path("reason").asText()).isEqualTo("replay_window");
            assertThat(gap.json.path("skipped").asLong()).isEqualTo(4);
            assertThat(gap.json.path("resume_after_id").asText()).isEqualTo("6");
            assertThat(pruned.next().id).isEqualTo("7");
            assertThat(ahead.next().json.path("reason").asText()).isEqualTo("restart_epoch");
            append(NewEvent.ofSession("fresh", 3, null));
            assertThat(ahead.nextEvent().event).isEqualTo("fresh");
        }
    }

    @Test
    void refusesCursorsAndThingsThatAreNone() throws Exception {
        ControlPlaneTest.problem(
                server.get("/v1/events/stream?cursor=x"), 400, "invalid_event_cursor");
        ControlPlaneTest.problem(
                server.get("/v1/events/stream?cursor=-1"), 400, "invalid_event_cursor");
        ControlPlaneTest.problem(server.get("/v1/sessions/none/stream"), 404, "session_not_found");
        ControlPlaneTest.problem(server.get("/v1/runs/run_x/stream"), 404, "run_not_found");
        HttpResponse<String> json =
                server.send(
                        server.request("/v1/events/stream").header("Accept", "application/json"));
        ControlPlaneTest.problem(json, 406, "not_acceptable");
    }

    @Test
    void endsWhenTheHostStopsAndWhenTheTokenEnds() throws Exception {
        try (Follower revoked = follow("/v1/events/stream", null)) {
            maySee.set(false);
            assertThat(revoked.readsToTheEnd()).isTrue();
        }
        maySee.set(true);
        try (Follower stopped = follow("/v1/events/stream", null)) {
            assertThat(stopped.next().event).isEqualTo("heartbeat");
            routes.close();
            assertThat(stopped.readsToTheEnd()).isTrue();
        }
        ControlPlaneTest.problem(server.get("/v1/events/stream"), 503, "too_many_streams");
    }

    @Test
    void isNotHeldUpByAReaderThatReadsNothing() throws Exception {
        String request =
                "GET /v1/events/stream?cursor=0 HTTP/1.1\r\nHost: a\r\nAuthorization: Bearer admin\r\n\r\n";
        String large = "{\"text\":\"" + "x".repeat(50_000) + "\"}";
        try (Socket stuck = new Socket(InetAddress.getLoopbackAddress(), server.port())) {
            stuck.setReceiveBufferSize(4096);
            stuck.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
            for (int i = 0; i < 300; i++) {
                append(NewEvent.ofSession("large", 3, large));
            }

            try (Follower other = follow("/v1/events/stream?cursor=0", null)) {
                for (int i = 0; i < 300; i++) {
                    assertThat(other.nextEvent().event).isEqualTo("large");
                }
            }
        }
    }

    private void append(NewEvent event) {
        try {
            store.write(
                    tx -> {
                        events.append(tx, event);
                        return 0;
                    });
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private Follower follow(String path, String lastEventId) throws Exception {
        var request = server.request(path).header("Accept", "text/event-stream");
        if (lastEventId != null) {
            request.header("Last-Event-ID", lastEventId);
        }
        HttpResponse<InputStream> response =
                server.send(request, HttpResponse.BodyHandlers.ofInputStream());
        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(response.headers().firstValue("Content-Type").orElseThrow())
                .startsWith("text/event-stream");
        return new Follower(response.body());
    }

    private record Frame(String id, String event, JsonNode json) {}

    private static final class Follower implements AutoCloseable {
        private final InputStream body;
        private final BufferedReader lines;

        private Follower(InputStream body) {
            this.body = body;
            this.lines = new BufferedReader(new InputStreamReader(body, StandardCharsets.UTF_8));
        }

        Frame nextEvent() throws IOException {
            Frame frame = next();
            while (frame.event.equals("heartbeat")) {
                frame = next();
            }
            return frame;
        }

        Frame next() throws IOException {
            String id = "";
            String event = "";
            String data = "";
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                if (line.isEmpty()) {
                    return new Frame(id, event, Json.readStored(data));
                }
                int colon = line.indexOf(':');
                String value = line.substring(colon + 1).stripLeading();
                switch (line.substring(0, colon)) {
                    case "id" -> id = value;
                    case "event" -> event = value;
                    case "data" -> data += value;
                    default -> throw new IOException("Unexpected field: " + line);
                }
            }
            throw new IOException("The stream has ended");
        }

        boolean readsToTheEnd() throws IOException {
            try {
                return lines.lines().allMatch(line -> true);
            } catch (UncheckedIOException e) {
                return true;
            }
        }

        @Override
        public void close() throws IOException {
            body.close();
        }
    }
}
