package dev.kheish.tests;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** What {@code kheish check} says about child processes in the connectors file. */
class ExternalCheckIT {
    private static final Path DIST = Path.of(System.getProperty("kheish.dist"));

    private static final String CONNECTORS =
            """
            connectors:
              external:
                shared:
                  platform: demo
                  mode: child_process
                  base_url: http://127.0.0.1:9100
                  allow_unauthenticated_ingress: true
                  child_process: {command: /bin/true}
                own:
                  platform: demo
                  mode: child_process
                  base_url: http://127.0.0.1:9101
                  allow_unauthenticated_ingress: true
                  child_process: {command: /bin/true, run_as: {user: nobody}}
            """;

    @TempDir Path dir;

    @Test
    void advisesAUserOfItsOwnAndFindsNoMistake() throws Exception {
        Path file = Files.writeString(dir.resolve("connectors.yaml"), CONNECTORS);
        Path config =
                Files.writeString(
                        dir.resolve("kheish.yaml"), "connectors:\n  file: " + file + "\n");

        Process process =
                new ProcessBuilder(
                                DIST.resolve("bin/kheish").toString(),
                                "check",
                                "--config",
                                config.toString())
                        .redirectErrorStream(true)
                        .start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

        assertThat(process.waitFor()).as(output).isZero();
        assertThat(output)
                .contains(
                        "advice: connector external/shared: child_process.run_as is not set"
                                + " (isolation: none)")
                .doesNotContain("external/own")
                .contains("no mistakes found");
    }
}
