package dev.kheish.tests;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/** The packed distribution starts. */
class LauncherIT {
    private static final Path DIST = Path.of(System.getProperty("kheish.dist"));

    @Test
    void printsItsVersion() throws Exception {
        Process process =
                new ProcessBuilder(DIST.resolve("bin/kheish").toString(), "--version")
                        .redirectErrorStream(true)
                        .start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

        assertThat(process.waitFor()).isZero();
        assertThat(output).matches("kheish \\S+\\R");
    }
}
