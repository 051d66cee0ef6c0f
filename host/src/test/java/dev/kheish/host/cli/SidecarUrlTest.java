package dev.kheish.host.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;

import dev.kheish.host.cli.sidecar.RunningSidecar;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** The check of a sidecar that somebody else runs. */
class SidecarUrlTest {
    private static final String TOKEN = "a-token-that-nobody-should-see";

    @TempDir private Path folder;
    private Path sent;
    private Path tokenFile;

    @BeforeEach
    void prepare() throws IOException {
        sent = folder.resolve("sent");
        tokenFile = Files.writeString(folder.resolve("token"), TOKEN + "\n");
    }

    @Test
    void deliversNothingUnlessItIsToldWhere() {
        try (RunningSidecar sidecar = start()) {
            Map<String, String> results = results(check(sidecar.url()));

            assertThat(results)
                    .containsEntry("auth-deliver", "passed")
                    .containsEntry("malformed", "passed")
                    .containsEntry("deliver", "skipped")
                    .containsEntry("drain", "skipped")
                    .doesNotContainValue("failed");
            assertThat(sent).doesNotExist();
        }
    }

    @Test
    void deliversWhereItIsToldTo() {
        try (RunningSidecar sidecar = start()) {
            TestCli.Result result =
                    check(
                            sidecar.url(),
                            "--reply-route",
                            "room-1",
                            "--count",
                            "cat '" + sent + "' | wc -l");

            assertThat(results(result))
                    .containsEntry("deliver", "passed")
                    .containsEntry("duplicate", "passed")
                    .containsEntry("concurrent", "passed")
                    .containsEntry("event", "skipped")
                    .doesNotContainValue("failed");
            assertThat(result.out()).contains("--count says ");
            assertThat(sent).isNotEmptyFile();
        }
    }

    @Test
    void seesWithTheCountThatARepeatWasSentAgain() {
        try (RunningSidecar sidecar = start("--broken=duplicate")) {
            TestCli.Result result =
                    check(
                            sidecar.url(),
                            "--only",
                            "duplicate",
                            "--reply-route",
                            "room-1",
                            "--count",
                            "cat '" + sent + "' | wc -l");

            assertThat(results(result)).containsEntry("duplicate", "failed");
        }
    }

    @Test
    void showsWhatWasSentAndWhatCameBackButNoSecret() {
        try (RunningSidecar sidecar = start("--broken=auth-health", "--broken=unknown-path")) {
            TestCli.Result result =
                    new TestCli()
                            .run(
                                    "sidecar",
                                    "check",
                                    sidecar.url(),
                                    "--token-file",
                                    tokenFile.toString());

            assertThat(result.code()).isEqualTo(1);
            assertThat(result.out())
                    .contains("failed   auth-health")
                    .contains("  sent   GET /health\n         Authorization: none\n")
                    .contains("  back   HTTP 200 after ")
                    .contains("(docs/writing-a-sidecar.md, Authentication)")
                    .contains(", 2 failed, ")
                    .doesNotContain(TOKEN.substring(0, TOKEN.length() - 1));
        }
    }

    @Test
    void makesNoCheckThatNeedsATokenWithoutOne() {
        try (RunningSidecar sidecar = start("--broken=auth-manifest", "--broken=auth-health")) {
            TestCli.Result result =
                    new TestCli()
                            .with("KHEISH_TOKEN", "of-the-daemon")
                            .run(
                                    "sidecar",
                                    "check",
                                    sidecar.url(),
                                    "-o",
                                    "json",
                                    "--only",
                                    "manifest,auth-manifest");

            assertThat(results(result))
                    .containsEntry("manifest", "passed")
                    .containsEntry("auth-manifest", "skipped");
            assertThat(result.code()).isZero();
        }
    }

    private RunningSidecar start(String... flaws) {
        List<String> arguments = new ArrayList<>(List.of("--way=quiet", "--way=count:" + sent));
        arguments.addAll(List.of(flaws));
        return new RunningSidecar(TOKEN, folder.resolve("log"), arguments.toArray(String[]::new));
    }

    private TestCli.Result check(String url, String... options) {
        List<String> line = new ArrayList<>(List.of("sidecar", "check", url, "-o", "json"));
        line.addAll(List.of("--token-file", tokenFile.toString()));
        line.addAll(List.of(options));
        return new TestCli().run(line.toArray(String[]::new));
    }

    private static Map<String, String> results(TestCli.Result result) {
        JsonNode report = Documents.parse(result.out(), "the report");
        return report.path("results")
                .valueStream()
                .collect(
                        Collectors.toMap(
                                one -> one.path("id").asText(),
                                one -> one.path("result").asText()));
    }
}
