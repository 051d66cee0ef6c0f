package dev.kheish.host.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;

/** Secrets go to the daemon and nowhere else. */
class SecretsTest {
    private final FakeDaemon daemon = new FakeDaemon();
    private final TestCli cli = TestCli.against(daemon);
    @TempDir private Path folder;

    @AfterEach
    void close() {
        daemon.close();
    }

    @Test
    void readsAValueFromStandardInputWithoutItsLastLineBreak() {
        TestCli.Result result = cli.reading("two\nlines\n").run("secrets", "set", "crm");

        assertThat(daemon.only().line()).isEqualTo("PUT /v1/runtime/secrets/crm");
        assertThat(daemon.only().body()).isEqualTo("{\"value\":\"two\\nlines\"}");
        assertThat(result.out()).isEqualTo("Stored crm.\n");
    }

    @Test
    void readsAValueFromAFileOrTheEnvironment() throws IOException {
        Path file = Files.writeString(folder.resolve("v"), "s3cret\r\n");

        cli.run("secrets", "set", "a", "--from-file", file.toString());
        cli.with("CRM", "s4cret").run("secrets", "set", "b", "--from-env", "CRM");

        assertThat(daemon.seen())
                .extracting(FakeDaemon.Seen::body)
                .containsExactly("{\"value\":\"s3cret\"}", "{\"value\":\"s4cret\"}");
    }

    @Test
    void storesNoEmptyValue() {
        TestCli.Result result = cli.reading("\n").run("secrets", "set", "crm");

        assertThat(result.code()).isEqualTo(2);
        assertThat(daemon.seen()).isEmpty();
    }

    @Test
    void takesNoValueAsAnArgument() {
        TestCli.Result set = cli.run("secrets", "set", "crm", "s3cret");
        TestCli.Result assigned =
                cli.run("connectors", "set", "http", "o", "bearer_token.value=s3cret");
        TestCli.Result json =
                cli.run(
                        "connectors",
                        "put",
                        "http",
                        "o",
                        "--json",
                        "{\"bearer_token\":{\"value\":\"s3cret\"}}");

        assertThat(set.code()).isEqualTo(2);
        assertThat(assigned.code()).isEqualTo(2);
        assertThat(json.code()).isEqualTo(2);
        assertThat(json.err())
                .contains("kheish secrets set connectors.http.o.bearer_token")
                .doesNotContain("s3cret");
        assertThat(daemon.seen()).isEmpty();
    }

    @Test
    void takesAValueInADocumentFromAFile() {
        TestCli.Result result =
                cli.reading("{\"bearer_token\":{\"value\":\"s3cret\"}}")
                        .run("connectors", "put", "http", "o", "-f", "-");

        assertThat(result.code()).isZero();
        assertThat(daemon.only().body()).contains("s3cret");
        assertThat(result.out() + result.err()).doesNotContain("s3cret");
    }

    @Test
    void keepsACopyOfARandomValueForItsOwnerAlone() throws IOException {
        Path copy = folder.resolve("copy");

        TestCli.Result result = cli.run("secrets", "generate", "crm", "--to-file", copy.toString());
        TestCli.Result again = cli.run("secrets", "generate", "crm", "--to-file", copy.toString());

        String value = Files.readString(copy).strip();
        assertThat(value).hasSize(43);
        assertThat(daemon.only().body()).isEqualTo("{\"value\":\"" + value + "\"}");
        assertThat(result.out() + result.err()).doesNotContain(value);
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(copy)))
                .isEqualTo("rw-------");
        assertThat(again.code()).isEqualTo(2);
    }

    @Test
    void printsANewTokenAloneOnStandardOutput() {
        daemon.answer("POST /v1/runtime/tokens", 201, "{\"name\":\"ci\",\"token\":\"kh_abc\"}");

        TestCli.Result result = cli.run("tokens", "create", "ci", "--role", "worker");

        assertThat(result.out()).isEqualTo("kh_abc\n");
        assertThat(result.err()).contains("shown this once");
    }

    @Test
    void putsANewTokenIntoAFile() throws IOException {
        daemon.answer("POST /v1/runtime/tokens", 201, "{\"name\":\"ci\",\"token\":\"kh_abc\"}");
        Path file = folder.resolve("token");

        TestCli.Result result =
                cli.run(
                        "tokens",
                        "create",
                        "ci",
                        "--role",
                        "worker",
                        "--to-file",
                        file.toString(),
                        "-o",
                        "json");

        assertThat(Files.readString(file)).isEqualTo("kh_abc\n");
        assertThat(result.out() + result.err()).doesNotContain("kh_abc");
    }
}
