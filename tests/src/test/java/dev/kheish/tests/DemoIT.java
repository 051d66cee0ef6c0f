package dev.kheish.tests;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/** What a newcomer tries first. */
class DemoIT {
    private static final Path DIST = Path.of(System.getProperty("kheish.dist"));

    @Test
    void showsEventRunAnswerAndDelivery() throws Exception {
        Process process =
                new ProcessBuilder(DIST.resolve("bin/kheish").toString(), "demo", "--once")
                        .redirectErrorStream(true)
                        .start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

        assertThat(process.waitFor()).as(output).isZero();
        assertThat(output.toLowerCase(java.util.Locale.ROOT))
                .contains("event")
                .contains("run_")
                .contains("answer")
                .contains("deliver");
    }
}
