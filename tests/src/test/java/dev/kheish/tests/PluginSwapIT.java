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
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

/** Jars that are added, replaced and removed under a stream of events lose none of them. */
final class PluginSwapIT {
    private static final int SENDERS = 8;
    private static final int REPLACEMENTS = 5;
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final String SETTINGS =
            """
            plugins: {rescan-every: 300ms, drain-for: 10s}
            """;

    @TempDir Path folder;
    private Path home;
    private DaemonProcess daemon;
    private Client admin;
    private final AtomicBoolean sending = new AtomicBoolean(true);
    private final Map<String, String> acknowledged = new ConcurrentHashMap<>();
    private final Map<String, AtomicInteger> answers = new ConcurrentHashMap<>();
    private final Set<String> servedBy = ConcurrentHashMap.newKeySet();

    @BeforeEach
    void start() throws Exception {
        home = folder.resolve("home");
        Path config = Files.writeString(folder.resolve("kheish.yaml"), SETTINGS);
        PluginJar.good("tally", "1").writeTo(jar());
        daemon = DaemonProcess.start(home, "--config", config.toString());
        admin = daemon.admin();
        Client.Answer made =
                admin.put(
                        "/v1/runtime/connectors/tally/desk",
                        "{\"session_policy\":{\"create_if_missing\":true}}");
        assertThat(made.status()).as(made.text()).isEqualTo(201);
    }

    @AfterEach
    void stop() throws InterruptedException {
        sending.set(false);
        daemon.close();
    }

    @Test
    void noEventIsLostWhileAJarIsReplacedRemovedAndAddedAgain() throws Exception {
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < SENDERS; i++) {
                int sender = i;
                threads.execute(() -> send(sender));
            }
            for (int version = 2; version < 2 + REPLACEMENTS; version++) {
                PluginJar.good("tally", "" + version).writeTo(jar());
                awaitServing("" + version);
            }
            Files.delete(jar());
            Deadline.within(PATIENCE, "the kind is waited for", this::isWaitingForKind);
            PluginJar.good("tally", "back").writeTo(jar());
            awaitServing("back");
            sending.set(false);
        }

        compareWithRuns();
        assertThat(answers.keySet())
                .allMatch(answer -> answer.startsWith("200") || answer.startsWith("503"));
        assertThat(answers).containsKey("503 waiting_for_kind");
        System.out.println("PluginSwapIT: " + new TreeMap<>(answers));
        Deadline.within(
                PATIENCE,
                "one generation is in memory",
                () -> plugins("tally").equals("offered:7"));
    }

    @Test
    void aNewGenerationThatRefusesTheSettingsIsRefusedAndTheOldOneGoesOn() throws Exception {
        String needsMore =
                "public List<SettingSpec> settings() { return List.of(SettingSpec.string(\"region\").required(),"
                        + " SettingSpec.sessionPolicy(\"session_policy\")); }";
        PluginJar.named("tally").label("Plugin-Version", "2").kind(needsMore).writeTo(jar());

        Deadline.within(
                PATIENCE, "it is refused", () -> plugins("tally").equals("refused:0 offered:1"));
        assertThat(refusal("tally").path("reason").asText()).isEqualTo("CONNECTORS_NOT_ACCEPTED");
        assertThat(refusal("tally").path("detail").asText())
                .isEqualTo("generation 1 stays at work: connector tally/desk: region is required");
        assertThat(post("a").status()).isEqualTo(200);

        assertThat(admin.delete("/v1/runtime/connectors/tally/desk").status()).isBetween(200, 204);
        Deadline.within(PATIENCE, "it is taken", () -> plugins("tally").equals("offered:2"));
    }

    @Test
    void aNewGenerationThatCannotOpenAConnectorIsRefusedAndTheOldOneGoesOn() throws Exception {
        String fails =
                "public Connector open(Settings s, ConnectorContext c) throws ConnectorException {"
                        + " throw new IllegalStateException(); }";
        PluginJar.named("tally").label("Plugin-Version", "2").kind(fails).writeTo(jar());

        Deadline.within(
                PATIENCE, "it is refused", () -> plugins("tally").equals("refused:0 offered:1"));
        assertThat(refusal("tally").path("detail").asText())
                .isEqualTo(
                        "generation 1 stays at work: connector tally/desk: Kind 'tally' failed in open: java.lang.IllegalStateException");
        assertThat(post("a").status()).isEqualTo(200);
    }

    @Test
    void aFileThatIsStillBeingWrittenIsLeftAlone() throws Exception {
        byte[] whole = PluginJar.good("tally", "2").bytes();
        try (var out = Files.newOutputStream(jar())) { // overwrites the one at work, bit by bit
            for (int i = 0; i < whole.length; i++) {
                out.write(whole[i]);
                if (i % (whole.length / 20) == 0) {
                    out.flush();
                    assertThat(post("during-" + i).status()).isEqualTo(200);
                }
            }
        }

        awaitServing("2");
    }

    @Test
    void aHalfCopiedJarIsRefusedTheOldOneGoesOnAndTheWholeOneIsTaken() throws Exception {
        byte[] whole = PluginJar.good("tally", "2").bytes();
        Files.write(jar(), java.util.Arrays.copyOf(whole, whole.length / 2));
        Deadline.within(
                PATIENCE, "it is refused", () -> plugins("tally").equals("refused:0 offered:1"));
        assertThat(refusal("tally").path("reason").asText()).isEqualTo("UNREADABLE_JAR");
        assertThat(post("a").response().headers().firstValue("Served-By")).contains("1");

        Files.write(jar(), whole);
        awaitServing("2");
        assertThat(plugins("tally")).isEqualTo("offered:2");
    }

    @Test
    void aDeletedPluginStaysAwayOverARestartUntilItsFileChanges() throws Exception {
        assertThat(admin.delete("/v1/runtime/plugins/tally").status()).isEqualTo(200);
        assertThat(post("a").status()).isEqualTo(503);
        assertThat(post("a").header("Retry-After")).isNotEmpty();

        daemon.close();
        daemon = DaemonProcess.start(home, "--config", folder.resolve("kheish.yaml").toString());
        admin = daemon.admin();
        assertThat(post("a").status()).isEqualTo(503);
        assertThat(plugins("tally")).isEqualTo("closed:0");

        PluginJar.good("tally", "2").writeTo(jar());
        awaitServing("2");
    }

    private Path jar() {
        return home.resolve("plugins/tally.jar");
    }

    /** Sends each event until it is acknowledged, whatever comes in between. */
    private void send(int sender) {
        for (int i = 0; sending.get(); i++) {
            String event = "e-" + sender + "-" + i;
            while (!acknowledged.containsKey(event)) {
                try {
                    Client.Answer answer = post(event);
                    note(event, answer);
                } catch (IOException e) {
                    count("failed " + e.getClass().getSimpleName());
                } catch (InterruptedException e) {
                    throw new AssertionError(e);
                }
            }
        }
    }

    private void note(String event, Client.Answer answer) throws IOException {
        if (answer.status() == 200 || answer.status() == 202) {
            acknowledged.put(event, answer.json().path("run_id").asText());
            servedBy.add(answer.header("Served-By"));
            count("" + answer.status());
            return;
        }
        assertThat(answer.header("Retry-After")).as(answer.text()).isNotEmpty();
        count(answer.status() + " " + answer.json().path("code").asText());
        LockSupport.parkNanos(Duration.ofMillis(20).toNanos());
    }

    private void count(String answer) {
        answers.computeIfAbsent(answer, _ -> new AtomicInteger()).incrementAndGet();
    }

    private Client.Answer post(String event) throws IOException, InterruptedException {
        return new Client(daemon.url(), "").post("/v1/connectors/tally/desk/events", event);
    }

    private void awaitServing(String version) throws Exception {
        Deadline.within(
                PATIENCE,
                "version " + version + " serves",
                () -> post("probe").header("Served-By").equals(version));
    }

    private boolean isWaitingForKind() throws Exception {
        return admin.get("/v1/runtime/connectors/tally/desk")
                .json()
                .path("state")
                .asText()
                .equals("waiting_for_kind");
    }

    private String plugins(String id) throws Exception {
        StringBuilder found = new StringBuilder();
        for (JsonNode plugin : admin.get("/v1/runtime/plugins").json()) {
            if (plugin.path("id").asText().equals(id)) {
                found.append(found.isEmpty() ? "" : " ")
                        .append(plugin.path("state").asText())
                        .append(":")
                        .append(plugin.path("generation").asInt());
            }
        }
        return found.toString();
    }

    private JsonNode refusal(String id) throws Exception {
        for (JsonNode plugin : admin.get("/v1/runtime/plugins").json()) {
            if (plugin.path("id").asText().equals(id) && plugin.has("refusal")) {
                return plugin.path("refusal");
            }
        }
        throw new AssertionError("No refused plugin " + id);
    }

    /** Every acknowledged event has its own run, and there is no other run. */
    private void compareWithRuns() throws Exception {
        Set<String> runs = new TreeSet<>();
        String cursor = "";
        do {
            JsonNode page = admin.get("/v1/runs?page=true&limit=1000" + cursor).json();
            page.path("items").forEach(run -> runs.add(run.path("run_id").asText()));
            String next = page.path("pagination").path("next_cursor").asText("");
            cursor = next.isEmpty() || next.equals("null") ? "" : "&cursor=" + next;
        } while (!cursor.isEmpty());
        runs.remove(
                new Client(daemon.url(), "")
                        .post("/v1/connectors/tally/desk/events", "probe")
                        .json()
                        .path("run_id")
                        .asText());

        assertThat(acknowledged.values()).doesNotHaveDuplicates();
        Set<String> lost = new TreeSet<>(acknowledged.values());
        lost.removeAll(runs);
        assertThat(lost).as("acknowledged events without a run").isEmpty();
        runs.removeAll(acknowledged.values());
        assertThat(runs).as("runs of no event").isEmpty();
        assertThat(servedBy).contains("1", "2", "back");
    }
}
