package dev.kheish.host.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import java.util.Map;

/** What people and programs get to read. */
class TablesTest {
    private static final String RUNS =
            """
            [{"run_id":"run_1","status":"failed","session_id":"http:a:1","submitted_at_ms":1777629600000,
              "request":{"source_kind":"a","text_preview":"hi"},"error":"no\\nanswer"},
             {"run_id":"run_22","status":"queued","session_id":"s","submitted_at_ms":1777629661000,
              "request":{"source_kind":"longer","text_preview":"a text that is much longer than the others"}}]
            """;

    private final FakeDaemon daemon = new FakeDaemon();
    private final TestCli cli = TestCli.against(daemon);

    @AfterEach
    void close() {
        daemon.close();
    }

    @Test
    void linesUpColumnsAndShowsTimesAsLocalOnes() {
        daemon.answer("GET /v1/runs?order=desc&limit=100", 200, RUNS);

        assertThat(cli.run("runs", "list").out())
                .isEqualTo(
                        """
                        RUN     STATUS  SESSION   SUBMITTED            FROM    TEXT
                        run_1   failed  http:a:1  2026-05-01T10:00:00  a       no\\nanswer
                        run_22  queued  s         2026-05-01T10:01:01  longer  a text that is much longer than the others
                        """);
    }

    @Test
    void cutsTextToTheScreenAndLeavesIdsWhole() {
        daemon.answer("GET /v1/runs?order=desc&limit=100", 200, RUNS);

        String out = cli.on(screen(70)).run("runs", "list").out();

        assertThat(out.lines())
                .allSatisfy(line -> assertThat(line.length()).isLessThanOrEqualTo(70));
        assertThat(out).contains("run_22", "http:a:1", "…");
    }

    @Test
    void givesProgramsTheWholeDocument() throws Exception {
        daemon.answer("GET /v1/runs?order=desc&limit=100", 200, RUNS);

        TestCli.Result result = cli.run("runs", "list", "--output", "json");

        assertThat(Documents.parse(result.out(), "out")).isEqualTo(Documents.parse(RUNS, "runs"));
        assertThat(result.err()).isEmpty();
    }

    @Test
    void givesTheCursorOfTheNextPage() {
        daemon.answer(
                "GET /v1/sessions?limit=1",
                new FakeDaemon.Answer(
                        200,
                        "[{\"session_id\":\"a\"}]",
                        Map.of("Link", "</v1/sessions?cursor=YQ&limit=1>; rel=\"next\"")));

        assertThat(cli.run("sessions", "list", "--limit", "1").err())
                .isEqualTo("There are more: --cursor YQ\n");
    }

    @Test
    void readsPages() {
        daemon.answer(
                "GET /v1/sessions?limit=100&cursor=YQ",
                200,
                "{\"items\":[{\"session_id\":\"b\"}],\"pagination\":{}}");

        assertThat(cli.run("sessions", "list", "--cursor", "YQ").out()).contains("\nb ");
    }

    @Test
    void saysThatThereIsNothing() {
        daemon.answer("GET /v1/runs?order=desc&limit=100", 200, "[]");

        TestCli.Result result = cli.run("runs", "list");

        assertThat(result.out()).isEmpty();
        assertThat(result.err()).isEqualTo("None.\n");
    }

    @Test
    void showsOneThingAsPairs() {
        daemon.answer(
                "GET /v1/runs/run_1",
                200,
                """
                {"run_id":"run_1","submitted_at_ms":1777629600000,"error":null,"request":{"actor_id":"a"},
                 "outputs":[{"content":"x"}],"tags":["a","b"]}
                """);

        assertThat(cli.run("runs", "get", "run_1").out())
                .isEqualTo(
                        """
                        run_id              run_1
                        submitted_at_ms     2026-05-01T10:00:00
                        error               -
                        request.actor_id    a
                        outputs[0].content  x
                        tags                a, b
                        """);
    }

    @Test
    void showsTheSettingsOfAKind() {
        daemon.answer(
                "GET /v1/runtime/kinds/http",
                200,
                "{\"kind\":\"http\",\"settings\":[{\"name\":\"actor_id\",\"type\":\"string\"}]}");

        assertThat(cli.run("kinds", "get", "http").out()).contains("actor_id  string");
    }

    @Test
    void joinsAMemberOfEachElementOfAList() {
        daemon.answer(
                "GET /v1/sessions?limit=100",
                200,
                "[{\"session_id\":\"s\",\"reply_targets\":[{\"display\":\"a\"},{\"display\":\"b\"}]}]");

        assertThat(cli.run("sessions", "list").out()).contains("a, b");
    }

    private static Terminal screen(int width) {
        return new Terminal() {
            @Override
            public boolean interactive() {
                return true;
            }

            @Override
            public int width() {
                return width;
            }

            @Override
            public char[] readHidden(String prompt) {
                return new char[0];
            }
        };
    }
}
