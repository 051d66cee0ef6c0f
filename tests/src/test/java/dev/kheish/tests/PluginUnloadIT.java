package dev.kheish.tests;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * Every kind that is shipped leaves memory once its jar is gone, after its connectors were opened,
 * started and used, as the JVM itself sees it.
 */
final class PluginUnloadIT {
    private static final Path DIST = Path.of(System.getProperty("kheish.dist")).toAbsolutePath();
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final String CREATES = "\"session_policy\":{\"create_if_missing\":true}";

    @TempDir Path folder;
    private Path plugins;
    private DaemonProcess daemon;
    private Client admin;

    @BeforeEach
    void start() throws Exception {
        plugins = folder.resolve("plugins");
        copy(DIST.resolve("plugins"), plugins);
        Path config =
                Files.writeString(
                        folder.resolve("kheish.yaml"),
                        """
                        plugins: {folder: "%s", rescan-every: 300ms, drain-for: 10s}
                        handler: {kind: echo}
                        """
                                .formatted(plugins));
        daemon = DaemonProcess.start(folder.resolve("home"), "--config", config.toString());
        admin = daemon.admin();
    }

    @AfterEach
    void stop() throws InterruptedException {
        daemon.close();
    }

    @Test
    void httpLeaves() throws Exception {
        try (Receiver receiver = new Receiver(() -> 204)) {
            put(
                    "http/orders",
                    """
                    {"bearer_token":{"value":"s3cr3t-token"},%s,"default_reply_targets":[{"plugin":"http","address":"%s"}]}"""
                            .formatted(CREATES, receiver.address()));
            Client.Answer taken =
                    new Client(daemon.url(), "s3cr3t-token")
                            .post(
                                    "/v1/connectors/http/orders",
                                    "{\"idempotency_key\":\"e1\",\"session_id\":\"s\",\"content\":\"hello\"}");
            assertThat(taken.status()).as(taken.text()).isEqualTo(200);
            awaitDelivered(taken.json().path("run_id").asText());

            leaves("http", "kheish-plugin-http.jar", "http/orders");
        }
    }

    @Test
    void slackLeaves() throws Exception {
        try (FakeSlack slack = new FakeSlack()) {
            put(
                    "slack/support",
                    """
                    {"signing_secret":{"value":"%s"},"bot_token":{"value":"xoxb-good"},"api_base_url":"%s",%s}"""
                            .formatted(SlackDesk.SECRET, slack.baseUrl(), CREATES));
            SlackEvents.Answer taken =
                    new SlackEvents(daemon.url(), "support", SlackDesk.SECRET)
                            .post(SlackEvents.message("Ev1", "C1", "1.1", "question", ""));
            assertThat(taken.status()).as(taken.text()).isEqualTo(200);
            awaitDelivered(taken.json().path("run_id").asText());

            leaves("slack", "kheish-plugin-slack.jar", "slack/support");
        }
    }

    @Test
    void telegramLeaves() throws Exception {
        try (FakeTelegram telegram = new FakeTelegram()) {
            put(
                    "telegram/bot",
                    """
                    {"bot_token":{"value":"%s"},"api_base_url":"%s","ingress_mode":"polling","polling_timeout_seconds":2,%s}"""
                            .formatted(FakeTelegram.TOKEN, telegram.baseUrl(), CREATES));
            telegram.push("message", TelegramCalls.message(5, 31, "hi", ""));
            Deadline.within(PATIENCE, "the answer is sent", () -> telegram.texts(5).contains("hi"));

            leaves("telegram", "kheish-plugin-telegram.jar", "telegram/bot");
        }
    }

    @Test
    void externalLeavesAndItsChildToo() throws Exception {
        Sidecar.secret(daemon, "echo.greeting", "Salve, ");
        Sidecar echo = new Sidecar("echo");
        echo.put(
                daemon,
                echo.definition(
                        List.of(Sidecar.program("sample-sidecars/echo-python/run")),
                        Map.of(),
                        ",\"lifeline\":true,\"credential_slots\":{\"GREETING\":\"echo.greeting\"}"));
        long child = echo.child(daemon).path("pid").asLong();
        assertThat(echo.say("1", "ada", "hello")).isPresent();
        Deadline.within(
                PATIENCE,
                "the answer is said",
                () -> new Client(echo.url(), "").get("/said").text().contains("Salve"));

        leaves("external", "external", "external/echo");
        assertThat(ProcessHandle.of(child)).isEmpty();
    }

    private void put(String connector, String json) throws IOException, InterruptedException {
        Client.Answer answer = admin.put("/v1/runtime/connectors/" + connector, json);
        assertThat(answer.status()).as(answer.text()).isEqualTo(201);
    }

    private void awaitDelivered(String run) throws Exception {
        Deadline.within(
                PATIENCE,
                "the answer is delivered",
                () ->
                        admin.get("/v1/runs/" + run)
                                .json()
                                .at("/deliveries/0/status")
                                .asText()
                                .equals("delivered"));
    }

    private void leaves(String id, String file, String connector) throws Exception {
        assertThat(classLoaders()).contains("plugin-" + id + "#");
        delete(plugins.resolve(file));

        Deadline.within(
                PATIENCE,
                connector + " waits for its kind",
                () ->
                        admin.get("/v1/runtime/connectors/" + connector)
                                .json()
                                .path("state")
                                .asText()
                                .equals("waiting_for_kind"));
        try {
            Deadline.within(
                    PATIENCE,
                    "the class loader of " + id + " is gone",
                    () -> !classLoaders().contains("plugin-" + id + "#"));
        } catch (AssertionError e) {
            throw new AssertionError(pluginsNow() + "\n" + daemon.output(), e);
        }
        Deadline.within(
                PATIENCE, "the list forgets it", () -> !pluginsNow().contains('"' + id + '"'));
        assertThat(admin.get("/v1/status").json().findValue("unreclaimed").asInt()).isZero();
    }

    private String pluginsNow() throws IOException, InterruptedException {
        JsonNode list = admin.get("/v1/runtime/plugins").json();
        return list.toString();
    }

    /** What the JVM knows of class loaders, by name. Asks for no collection. */
    private String classLoaders() throws IOException, InterruptedException {
        Path jcmd = Path.of(System.getProperty("java.home"), "bin/jcmd");
        Process process =
                new ProcessBuilder(jcmd.toString(), Long.toString(daemon.pid()), "VM.classloaders")
                        .redirectErrorStream(true)
                        .start();
        String output = new String(process.getInputStream().readAllBytes());
        assertThat(process.waitFor()).as(output).isZero();
        return output;
    }

    private static void copy(Path from, Path to) throws IOException {
        try (Stream<Path> tree = Files.walk(from)) {
            for (Path each : tree.toList()) {
                Path target = to.resolve(from.relativize(each).toString());
                if (Files.isDirectory(each)) {
                    Files.createDirectories(target);
                } else {
                    Files.copy(each, target);
                }
            }
        }
    }

    private static void delete(Path path) throws IOException {
        try (Stream<Path> tree = Files.walk(path)) {
            for (Path each : tree.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(each);
            }
        }
    }
}
