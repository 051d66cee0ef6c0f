package dev.kheish.host.app;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.kheish.host.settings.SettingsReader;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Map;

class TakenPortTest {
    @TempDir Path folder;

    @Test
    void aPortThatAnotherProgramHasKeepsTheDaemonFromStarting() throws IOException {
        try (ServerSocket other = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
            DaemonSettings settings =
                    DaemonSettings.from(
                            new SettingsReader(Map.of()),
                            folder,
                            new DaemonSettings.Overrides("127.0.0.1", other.getLocalPort()));

            assertThatThrownBy(
                            () ->
                                    Daemon.start(
                                            settings,
                                            folder.resolve("home"),
                                            Map.of(),
                                            Clock.systemUTC()))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("127.0.0.1:" + other.getLocalPort())
                    .hasMessageContaining("--port");
        }
    }
}
