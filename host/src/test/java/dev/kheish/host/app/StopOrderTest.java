package dev.kheish.host.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.kheish.host.plugin.TestPlugin;
import dev.kheish.host.settings.SettingsReader;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.function.BooleanSupplier;

/** Programs of connectors get their last word in while the daemon stops. */
class StopOrderTest {
    // Draining begins with the file "draining" and lasts until there is "go"; closing is the last
    // that it does.
    private static final String PATIENT =
            """
            public Connector open(Settings s, ConnectorContext c) {
                return new Connector() {
                    public List<Route> routes() {
                        return List.of(Route.get("/last-word", r -> IngressReply.badRequest("heard")));
                    }
                    public void drain() throws InterruptedException {
                        mark("draining");
                        while (!new File(FOLDER, "go").exists()) {
                            Thread.sleep(10);
                        }
                        c.output("stderr", "bye");
                    }
                    public void close() {
                        mark("closed");
                    }
                    private void mark(String what) {
                        try {
                            new File(FOLDER, what).createNewFile();
                        } catch (IOException e) {
                            throw new UncheckedIOException(e);
                        }
                    }
                };
            }
            private static final String FOLDER = "%s";
            """;

    @TempDir Path folder;
    private final HttpClient client = HttpClient.newHttpClient();
    private Daemon daemon;

    @BeforeEach
    void start() throws Exception {
        Path home = folder.resolve("home");
        TestPlugin.withId("patient")
                .kind("Patient", "patient", PATIENT.formatted(folder))
                .writeTo(home.resolve("plugins/patient.jar"));
        Files.createDirectories(folder.resolve("config"));
        Files.writeString(
                folder.resolve("config/connectors.yaml"), "connectors: {patient: {desk: {}}}");
        DaemonSettings settings =
                DaemonSettings.from(
                        new SettingsReader(Map.of()),
                        folder,
                        new DaemonSettings.Overrides("127.0.0.1", 0));
        daemon = Daemon.start(settings, home, Map.of(), Clock.systemUTC());
    }

    @AfterEach
    void stop() throws IOException {
        Files.writeString(folder.resolve("go"), "");
        daemon.close();
        client.shutdownNow();
    }

    @Test
    void routesAnswerLocalCallersAloneWhileProgramsFinish() throws Exception {
        String url = daemon.url() + "/v1/connectors/patient/desk/last-word";
        await(() -> ask(url, "X-Nothing").statusCode() == 400);
        assertThat(ask(url, "X-Forwarded-For").statusCode()).isEqualTo(400);

        Thread stopping = Thread.ofVirtual().start(daemon::close);
        await(() -> Files.exists(folder.resolve("draining")));

        assertThat(ask(url, "X-Nothing").body()).contains("heard");
        HttpResponse<String> outside = ask(url, "X-Forwarded-For");
        assertThat(outside.statusCode()).isEqualTo(503);
        assertThat(outside.body()).contains("daemon_draining");
        assertThat(folder.resolve("closed")).doesNotExist();

        Files.writeString(folder.resolve("go"), "");
        stopping.join();

        assertThat(folder.resolve("closed")).exists();
        assertThat(captured()).contains("stderr bye");
        HttpRequest late = HttpRequest.newBuilder(URI.create(url)).build();
        assertThatThrownBy(() -> client.send(late, HttpResponse.BodyHandlers.ofString()))
                .isInstanceOf(ConnectException.class);
    }

    private String captured() throws IOException {
        Path root = folder.resolve("home/connectors");
        try (var incarnations = Files.list(root)) {
            return Files.readString(incarnations.findFirst().orElseThrow().resolve("output.log"));
        }
    }

    private HttpResponse<String> ask(String url, String header) {
        HttpRequest request =
                HttpRequest.newBuilder(URI.create(url)).header(header, "192.0.2.1").build();
        try {
            return client.send(request, HttpResponse.BodyHandlers.ofString());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void await(BooleanSupplier condition) throws InterruptedException {
        long deadline = System.nanoTime() + Duration.ofSeconds(20).toNanos();
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime()).isLessThan(deadline);
            Thread.sleep(10);
        }
    }
}
