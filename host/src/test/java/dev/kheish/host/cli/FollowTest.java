package dev.kheish.host.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/** Sending, waiting, and reading the stream. */
class FollowTest {
    private static final String QUEUED =
            "{\"run_id\":\"run_1\",\"session_id\":\"s\",\"status\":\"queued\"}";
    private static final String COMPLETED =
            "{\"run_id\":\"run_1\",\"session_id\":\"s\",\"status\":\"completed\",\"outputs\":[{\"content\":\"the\\nanswer\\u001b[1m\"}]}";
    private static final String FAILED =
            "{\"run_id\":\"run_1\",\"status\":\"failed\",\"error\":\"no answer\"}";

    private static final String LOGS = "GET /v1/runtime/connectors/external/chat/logs";
    private static final String LINES =
            "{\"lines\":[{\"seq\":1,\"at_ms\":1777629600000,\"source\":\"stderr\",\"line\":\"  started\\u001b[1m\"}],\"next\":1}";

    private final FakeDaemon daemon = new FakeDaemon();
    private final TestCli cli = TestCli.against(daemon);
    @TempDir private Path folder;

    @AfterEach
    void close() {
        daemon.close();
    }

    @Test
    void sendsAnEventAndPrintsTheAnswer() throws IOException {
        Path bearer = Files.writeString(folder.resolve("b"), "hook-token\n");
        daemon.answer("POST /v1/connectors/http/in%20box", 200, QUEUED)
                .answer("GET /v1/runs/run_1", 200, QUEUED)
                .answer("GET /v1/runs/run_1", 200, COMPLETED);

        TestCli.Result result =
                cli.run(
                        "send",
                        "in box",
                        "hello",
                        "--bearer-file",
                        bearer.toString(),
                        "--idempotency-key",
                        "k",
                        "--session",
                        "s");

        assertThat(result.code()).isZero();
        assertThat(result.out()).isEqualTo("the\nanswer[1m\n");
        assertThat(daemon.seen().getFirst().headers())
                .containsEntry("Authorization", "Bearer hook-token");
        assertThat(daemon.seen().getFirst().body())
                .isEqualTo(
                        "{\"content\":\"hello\",\"idempotency_key\":\"k\",\"session_id\":\"s\"}");
        assertThat(daemon.seen().getLast().headers())
                .containsEntry("Authorization", "Bearer t0p-secret");
    }

    @Test
    void neverShowsTheControlPlanesTokenToAConnector() {
        daemon.answer("POST /v1/connectors/http/in", 200, QUEUED);

        cli.run("send", "in", "hello", "--no-wait");

        assertThat(daemon.only().headers()).doesNotContainKey("Authorization");
    }

    @Test
    void exitsWithOneWhenTheRunFailed() {
        daemon.answer("POST /v1/connectors/http/in", 200, QUEUED)
                .answer("GET /v1/runs/run_1", 200, FAILED);

        TestCli.Result result = cli.run("send", "in", "hello");

        assertThat(result.code()).isEqualTo(1);
        assertThat(result.out()).isEmpty();
        assertThat(result.err()).contains("Run run_1 failed: no answer");
    }

    @Test
    void tellsADuplicate() {
        daemon.answer(
                        "POST /v1/connectors/http/in",
                        new FakeDaemon.Answer(
                                200, COMPLETED, Map.of("Kheish-Idempotent-Replayed", "true")))
                .answer("GET /v1/runs/run_1", 200, COMPLETED);

        assertThat(cli.run("send", "in", "hello", "--idempotency-key", "k").err())
                .contains("This key has been used");
    }

    @Test
    void givesUpWaitingInTime() {
        daemon.answer("GET /v1/runs/run_1", 200, QUEUED);

        TestCli.Result result = cli.run("runs", "wait", "run_1", "--timeout", "50ms");

        assertThat(result.code()).isEqualTo(7);
        assertThat(result.err()).contains("Run run_1 is still queued after 50 ms.");
    }

    @Test
    void waitsForTheRunThatItStarted() {
        daemon.answer("POST /v1/sessions/s/runs", 202, QUEUED)
                .answer("GET /v1/runs/run_1", 200, COMPLETED);

        TestCli.Result result =
                cli.reading("long text\n").run("sessions", "run", "s", "-", "--wait", "-o", "json");

        assertThat(daemon.seen().getFirst().body()).isEqualTo("{\"content\":\"long text\"}");
        assertThat(Documents.parse(result.out(), "out").path("status").asText())
                .isEqualTo("completed");
    }

    @Test
    void showsStoredEventsAndEndsAtTheFirstHeartbeat() {
        daemon.answer(
                "GET /v1/events/stream?cursor=0&run_id=run_1",
                200,
                """
                : hello
                id: 7
                event: run_queued
                data: {"type":"run_queued","at_ms":1777629600000,
                data: "run_id":"run_1"}

                event: heartbeat
                data: {}

                id: 8
                event: run_started
                data: {}

                """);

        TestCli.Result result = cli.run("events", "--run", "run_1");

        assertThat(result.code()).isZero();
        assertThat(result.out()).isEqualTo("7  2026-05-01T10:00:00  run_queued  run_id=run_1\n");
    }

    @Test
    void writesEachEventAsALineOfJson() {
        daemon.answer(
                "GET /v1/events/stream?cursor=3",
                200,
                "id: 7\ndata: {\"a\": 1}\n\nid: 8\ndata: {\"b\": 2}\n\n");

        TestCli.Result result = cli.run("events", "--follow", "--cursor", "3", "-o", "json");

        assertThat(result.out()).isEqualTo("{\"a\":1}\n{\"b\":2}\n");
        assertThat(result.code()).isEqualTo(3);
    }

    @Test
    void showsTheLastLinesOfAConnectorsPrograms() {
        daemon.answer(LOGS + "?lines=100", 200, LINES);

        TestCli.Result result = cli.run("connectors", "logs", "external", "chat");

        assertThat(result.code()).isZero();
        assertThat(result.out()).isEqualTo("2026-05-01T10:00:00  stderr    started[1m\n");
    }

    @Test
    void followsTheLinesOfAConnectorsPrograms() {
        String more =
                "{\"lines\":[{\"seq\":9,\"at_ms\":1777629601000,\"source\":\"stdout\",\"line\":\"more\"}],\"next\":9}";
        daemon.answer(LOGS + "?lines=2", 200, LINES)
                .answer(LOGS + "?lines=1000&after=1&wait_ms=20000", 200, more)
                .answer(LOGS + "?lines=1000&after=9&wait_ms=20000", 404, "{}");

        TestCli.Result result =
                cli.run("connectors", "logs", "external", "chat", "-n", "2", "-f", "-o", "json");

        assertThat(result.code()).isEqualTo(5);
        assertThat(result.out().lines().map(line -> Documents.parse(line, "line").path("seq")))
                .extracting(Object::toString)
                .containsExactly("1", "9");
    }
}
