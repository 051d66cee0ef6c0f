package dev.kheish.tests;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** {@code docs/writing-a-plugin.md} does what it says, in an empty folder, without a network. */
final class WritingAPluginIT {
    private static final Path DIST = Path.of(System.getProperty("kheish.dist")).toAbsolutePath();
    private static final Path PAGE =
            Path.of(System.getProperty("kheish.source"), "docs/writing-a-plugin.md");
    private static final Pattern BLOCK =
            Pattern.compile(
                    "(?:^`(\\S+)`\\n\\n)?^```(\\w*)\\n(.*?)^```$",
                    Pattern.MULTILINE | Pattern.DOTALL);
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    @TempDir Path folder;

    @Test
    void thePageLeadsFromAnEmptyFolderToAKindThatWorks() throws Exception {
        Path project = Files.createDirectory(folder.resolve("project"));
        Path home = folder.resolve("home");
        Path config =
                Files.writeString(
                        folder.resolve("kheish.yaml"), "plugins: {rescan-every: 300ms}\n");
        List<String> said = new ArrayList<>();
        try (DaemonProcess daemon = DaemonProcess.start(home, "--config", config.toString())) {
            Map<String, String> environment =
                    Map.of(
                            "KHEISH", DIST.toString(),
                            "KHEISH_HOME", home.toString(),
                            "KHEISH_URL", daemon.url(),
                            "PATH",
                                    Path.of(System.getProperty("java.home"), "bin")
                                            + ":"
                                            + System.getenv("PATH"));
            Matcher block = BLOCK.matcher(Files.readString(PAGE));
            while (block.find()) {
                if (block.group(1) != null) {
                    Path file = project.resolve(block.group(1));
                    Files.createDirectories(file.getParent());
                    Files.writeString(file, block.group(3));
                    continue;
                }
                assertThat(block.group(2))
                        .as("a block without a file is for the shell")
                        .isEqualTo("sh");
                if (block.group(3).contains("connectors put")) {
                    awaitKind(daemon);
                }
                said.add(run(project, environment, block.group(3)));
            }

            assertThat(said.get(1)).contains("17 tests successful").contains("0 tests failed");
            assertThat(said.get(1)).contains("no mistakes found");
            assertThat(said.getLast()).contains("\"run_id\"");
            assertThat(
                            daemon.admin()
                                    .get("/v1/runtime/connectors/pager/desk")
                                    .json()
                                    .path("state")
                                    .asText())
                    .isEqualTo("active");
        }
    }

    private static void awaitKind(DaemonProcess daemon) throws Exception {
        Deadline.within(
                PATIENCE,
                "the daemon offers the kind",
                () -> daemon.admin().get("/v1/runtime/kinds/pager").status() == 200);
    }

    private static String run(Path project, Map<String, String> environment, String commands)
            throws IOException, InterruptedException {
        ProcessBuilder shell =
                new ProcessBuilder("bash", "-euo", "pipefail", "-c", commands)
                        .directory(project.toFile())
                        .redirectErrorStream(true);
        shell.environment().putAll(environment);
        Process process = shell.start();
        process.getOutputStream().close();
        String output = new String(process.getInputStream().readAllBytes());
        assertThat(process.waitFor()).as(commands + "\n" + output).isZero();
        return output;
    }
}
