package dev.kheish.host.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.Map;

/** How refusals reach people and scripts. */
class ExitCodesTest {
    private final FakeDaemon daemon = new FakeDaemon();
    private final TestCli cli = TestCli.against(daemon);

    @AfterEach
    void close() {
        daemon.close();
    }

    @ParameterizedTest
    @CsvSource({
        "200, 0", "201, 0", "400, 2", "413, 2", "422, 2", "401, 4", "403, 4", "404, 5", "409, 6",
        "412, 6", "408, 7", "429, 7", "503, 7", "504, 7", "500, 1", "502, 1", "302, 1"
    })
    void followsTheStatus(int status, int code) {
        daemon.answer("GET /v1/status", status, "{}");

        assertThat(cli.run("status").code()).isEqualTo(code);
    }

    @Test
    void saysTheDetailAndEachFieldOnALineOfItsOwn() {
        daemon.answer(
                "PUT /v1/runtime/connectors/http/o",
                400,
                """
                {"detail":"2 settings are wrong.","code":"invalid_config","errors":[
                 {"field":"actor_id","message":"must be text"},{"field":"rate","message":"unknown; did you mean x?"}]}
                """);

        TestCli.Result result = cli.run("connectors", "set", "http", "o", "actor_id=1", "rate=2");

        assertThat(result.code()).isEqualTo(2);
        assertThat(result.out()).isEmpty();
        assertThat(result.err())
                .isEqualTo(
                        "2 settings are wrong.\n  actor_id: must be text\n  rate: unknown; did you mean x?\n");
    }

    @Test
    void listsWhatKeepsAConnectorFromBeingDeleted() {
        daemon.answer(
                "DELETE /v1/runtime/connectors/http/o",
                409,
                """
                {"detail":"It is in use.","references":[{"type":"schedule","id":"sch_1","detail":"every day"}]}
                """);

        TestCli.Result result = cli.run("connectors", "delete", "http", "o");

        assertThat(result.code()).isEqualTo(6);
        assertThat(result.err()).isEqualTo("It is in use.\n  schedule sch_1: every day\n");
    }

    @Test
    void saysWhenToTryAgain() {
        daemon.answer(
                "GET /v1/status",
                new FakeDaemon.Answer(503, "{\"detail\":\"Busy.\"}", Map.of("Retry-After", "3")));

        assertThat(cli.run("status").err()).isEqualTo("Busy.\n  Try again in 3 s.\n");
    }

    @Test
    void letsNoControlCharactersOfAMessageThrough() {
        daemon.answer("GET /v1/status", 404, "{\"detail\":\"gone\\u001b[2J\\nfor good\"}");

        assertThat(cli.run("status").err()).isEqualTo("gone[2J\\nfor good\n");
    }

    @Test
    void namesTheAddressThatNobodyAnswersAt() throws IOException {
        int port;
        try (ServerSocket socket = new ServerSocket(0)) {
            port = socket.getLocalPort();
        }

        TestCli.Result result = cli.run("runs", "list", "--url", "http://127.0.0.1:" + port);

        assertThat(result.code()).isEqualTo(3);
        assertThat(result.err())
                .contains("Nothing answers at http://127.0.0.1:" + port)
                .contains("kheish serve");
    }

    @Test
    void saysThatNoTokenWasSent(@TempDir Path home) {
        daemon.answer("GET /v1/status", 401, "{\"detail\":\"A token is needed.\"}");

        TestCli.Result result =
                new TestCli().run("status", "--url", daemon.url(), "--home", home.toString());

        assertThat(result.code()).isEqualTo(4);
        assertThat(result.err()).contains("A token is needed.").contains("--token-file");
    }

    @Test
    void tellsWhatIsNotADaemon() {
        daemon.answer("GET /v1/status", 200, "<html>");

        TestCli.Result result = cli.run("status");

        assertThat(result.code()).isEqualTo(1);
        assertThat(result.err()).contains("is it a Kheish daemon?");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            textBlock =
                    """
                    conectors list               | Did you mean: kheish connectors
                    connectors lst               | 'kheish connectors' has no command 'lst'
                    runs list --stat failed      | 'kheish runs list' has no option '--stat'
                    runs wait x --timeout soon   | 'soon' is not a length of time
                    status --output yaml         | expected one of [table, json]
                    status --url ftp://x         | 'ftp://x' is not the address of a daemon
                    connectors set http o x      | 'x' is not of the form key=value
                    connectors put http o        | --json TEXT or --file FILE
                    connectors put http o --json { | is not JSON
                    connectors put http o -f /no/such | There is no file /no/such
                    sessions targets set s       | --to-url
                    runs complete run_1 x        | --claim
                    tokens create x              | --role
                    serve --port 70000           | 0 to 65535
                    """)
    void saysWhatIsWrongWithTheCommandLine(String words, String complaint) {
        TestCli.Result result = cli.run(words.split(" ", -1));

        assertThat(result.code()).isEqualTo(2);
        assertThat(result.out()).isEmpty();
        assertThat(result.err()).contains(complaint);
        assertThat(daemon.seen()).isEmpty();
    }
}
