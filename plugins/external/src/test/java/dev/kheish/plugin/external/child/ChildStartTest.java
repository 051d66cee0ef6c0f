package dev.kheish.plugin.external.child;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kheish.spi.ConnectorStatus;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

/** What keeps a child process from starting, and in which words that is told. */
final class ChildStartTest {
    @TempDir Path folder;
    private Stage stage;

    @BeforeEach
    void begin() {
        stage = new Stage(folder);
    }

    @AfterEach
    void end() throws InterruptedException {
        stage.close();
    }

    @ParameterizedTest
    @CsvSource({
        "no-such-program-here, there is no program 'no-such-program-here' in PATH (/",
        "/no/such/program, /no/such/program does not exist.",
        "/etc/passwd, /etc/passwd is no program that can be run.",
        "/etc, /etc is no program that can be run.",
        "./program, /program does not exist.",
    })
    void saysThatThereIsNoSuchProgram(String program, String complaint) {
        ChildProcess child = stage.start(Sidecars.command(program));

        stage.awaitState("blocked");

        assertThat(stage.reason()).startsWith("child_process.command: ").contains(complaint);
        // Between two tries it is blocked; at each try it is starting for a moment.
        Eventually.holds(() -> assertThat(stage.details()).containsKey("next_start_at_ms"));
        Eventually.holds(
                () ->
                        assertThat(child.status().health())
                                .isEqualTo(ConnectorStatus.Health.FAILING));
        Eventually.holds(
                () -> assertThat(child.availability()).isInstanceOf(Availability.Blocked.class));
    }

    @Test
    void findsProgramsInThePathOfTheChild() throws Exception {
        Path program = Files.writeString(folder.resolve("mine"), "#!/bin/sh\necho hi");
        assertThat(program.toFile().setExecutable(true)).isTrue();

        stage.start(Sidecars.command("mine").env("PATH", folder + ":/bin"));

        assertThat(stage.awaitLine("stdout", "hi")).isEmpty();
    }

    @Test
    void saysThatThereIsNoSuchFolder() {
        stage.start(Sidecars.sh("").in("/no/such/folder"));
        stage.awaitState("blocked");
        assertThat(stage.reason())
                .isEqualTo("child_process.working_dir: /no/such/folder does not exist.");
        stage.child().close();

        stage.start(Sidecars.sh("").in("/etc/passwd"));
        stage.awaitState("blocked");
        assertThat(stage.reason())
                .isEqualTo("child_process.working_dir: /etc/passwd is no folder.");
    }

    @Test
    void doesNotQuoteASecretThatNoEnvironmentCanHold() {
        stage.host.secrets.put("shared_token", "s3cr3t\0token");
        stage.start(Sidecars.sh("").slots("A"));

        stage.awaitState("blocked");

        assertThat(stage.reason())
                .contains("KHEISH_EXTERNAL_CONNECTOR_SHARED_TOKEN holds a NUL")
                .doesNotContain("s3cr3t");
        assertThat(stage.host.leases.granted.getFirst().isClosed()).isTrue();
        assertThat(folder.resolve("credential-token")).doesNotExist();
    }

    @Test
    void namesAVariableThatCannotBe() {
        stage.start(Sidecars.sh("").env("A=B", "value"));

        stage.awaitState("blocked");

        assertThat(stage.reason())
                .isEqualTo("child_process.env: 'A=B' cannot be the name of a variable.");
    }

    @Test
    void namesTheProcessThatHasThePortAndStartsWhenItIsFree() throws Exception {
        Sidecars sidecar = Sidecars.java();
        try (ServerSocket stranger =
                new ServerSocket(sidecar.port(), 1, InetAddress.getLoopbackAddress())) {
            stage.start(sidecar);
            stage.awaitState("blocked");

            assertThat(stage.reason())
                    .startsWith(
                            "Port %d of base_url is taken by process %d ("
                                    .formatted(
                                            stranger.getLocalPort(),
                                            ProcessHandle.current().pid()));
            assertThat(stage.host.lines).isEmpty();
        }

        stage.awaitState("ready");
    }

    @Test
    void saysWhatItWasWaitingForWhenTimeIsUp() {
        stage.start(
                Sidecars.sh("echo up; exec sleep 1000"),
                Sidecars.timing(Duration.ofSeconds(1), Duration.ofSeconds(5)));

        Eventually.holds(
                () ->
                        assertThat(stage.reason())
                                .isEqualTo(
                                        "It was not ready within 1 s: The sidecar gave no usable"
                                                + " answer to GET /manifest: no connection to it. It"
                                                + " has to run, and to listen at base_url. Its last"
                                                + " line came on stdout; see the connector's logs."));
        assertThat(stage.state()).isIn("draining", "backing_off");
    }

    @Test
    void doesNotWaitForAVersionThatItDoesNotSpeak() {
        stage.start(Sidecars.java("version-2"));

        Eventually.holds(() -> assertThat(stage.reason()).contains("protocol version 2"));
        assertThat(stage.state()).isIn("draining", "backing_off");
    }

    @Test
    void noticesTheEndOfAStartAtOnce() {
        long began = System.nanoTime();
        stage.start(Sidecars.sh("exit 9"));

        Eventually.holds(() -> assertThat(stage.details()).containsKey("last_exit"));

        assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(Duration.ofSeconds(15));
    }
}
