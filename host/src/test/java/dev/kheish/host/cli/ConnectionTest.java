package dev.kheish.host.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

class ConnectionTest {
    @TempDir private Path home;

    @Test
    void readsAddressAndTokenOfTheLocalHome() throws IOException {
        Files.writeString(
                home.resolve("daemon.json"), "{\"url\":\"http://127.0.0.1:4711\",\"pid\":1}");
        Files.writeString(home.resolve("admin-token"), "local\n");

        Connection connection = resolve(null, null, Map.of());

        assertThat(connection.url()).hasToString("http://127.0.0.1:4711");
        assertThat(connection.token()).isEqualTo("local");
    }

    @Test
    void usesTheUsualAddressWhenNoDaemonLeftItsOwn() {
        Connection connection = resolve(null, null, Map.of());

        assertThat(connection.url()).hasToString("http://127.0.0.1:4000");
        assertThat(connection.token()).isNull();
    }

    @Test
    void showsTheLocalTokenToThisMachineOnly() throws IOException {
        Files.writeString(home.resolve("admin-token"), "local");

        assertThat(resolve("http://localhost:5000", null, Map.of()).token()).isEqualTo("local");
        assertThat(resolve("https://kheish.example.org", null, Map.of()).token()).isNull();
        assertThat(resolve(null, null, Map.of("KHEISH_URL", "https://kheish.example.org")).token())
                .isNull();
    }

    @Test
    void prefersWhatIsSaidToTheEnvironment() {
        Map<String, String> environment = Map.of("KHEISH_URL", "http://a:1", "KHEISH_TOKEN", "env");

        assertThat(resolve("http://b:2/", "said", environment))
                .isEqualTo(new Connection(java.net.URI.create("http://b:2"), "said"));
        assertThat(resolve(null, null, environment))
                .isEqualTo(new Connection(java.net.URI.create("http://a:1"), "env"));
    }

    @Test
    void findsTheHomeOfTheDistribution() {
        assertThat(Connection.home(null, Map.of("KHEISH_DIST", "/opt/kheish")))
                .isEqualTo(Path.of("/opt/kheish/data"));
        assertThat(Connection.home(null, Map.of())).isEqualTo(Path.of("data"));
    }

    @Test
    void doesNotShowTheTokenInItsText() {
        assertThat(resolve(null, "said", Map.of()).toString()).doesNotContain("said");
    }

    @Test
    void refusesAddressesWithAPassword() {
        assertThatThrownBy(() -> resolve("http://me:pw@host", null, Map.of()))
                .isInstanceOf(CommandFailure.class);
    }

    private Connection resolve(String url, String token, Map<String, String> environment) {
        return Connection.resolve(new Connection.Wishes(url, token, null, home), environment);
    }
}
