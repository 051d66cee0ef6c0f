package dev.kheish.tests;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** The sample echo-python under the packed daemon: in, out, and a leased secret that changes. */
class EchoSampleIT {
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    @TempDir Path folder;

    @Test
    void whatIsSaidComesBackWithTheLeasedGreeting() throws Exception {
        Path config = Files.writeString(folder.resolve("kheish.yaml"), "handler: {kind: echo}\n");
        DaemonProcess daemon =
                DaemonProcess.start(folder.resolve("home"), "--config", config.toString());
        try {
            Sidecar.secret(daemon, "echo.greeting", "Salve, ");
            Sidecar echo = new Sidecar("echo");
            echo.put(
                    daemon,
                    echo.definition(
                            List.of(Sidecar.program("sample-sidecars/echo-python/run")),
                            Map.of(),
                            ",\"lifeline\":true,\"credential_slots\":{\"GREETING\":\"echo.greeting\"}"));

            assertThat(echo.say("1", "ada", "hello").orElseThrow().path("status").asText())
                    .isEqualTo("accepted");
            awaitSaid(echo, "Salve, ");
            assertThat(echo.say("1", "ada", "hello").orElseThrow().path("status").asText())
                    .as("the same id again")
                    .isEqualTo("duplicate");

            long before = echo.child(daemon).path("pid").asLong();
            Sidecar.secret(daemon, "echo.greeting", "Ave, ");
            Deadline.within(
                    PATIENCE,
                    "the child is replaced after the rotation",
                    () ->
                            echo.child(daemon).path("state").asText().equals("ready")
                                    && echo.child(daemon).path("pid").asLong() != before);
            assertThat(echo.say("2", "ada", "again")).isPresent();
            awaitSaid(echo, "Ave, ");
            assertThat(new Client(echo.url(), "").get("/said").text())
                    .contains("again")
                    .doesNotContain("Salve");
        } finally {
            assertThat(daemon.stop()).isZero();
        }
    }

    private static void awaitSaid(Sidecar echo, String greeting) throws Exception {
        Deadline.within(
                PATIENCE,
                "an answer that begins with " + greeting,
                () -> new Client(echo.url(), "").get("/said").text().contains(greeting));
    }
}
