package dev.kheish.tests;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;

/**
 * Kills the daemon with -9 at random moments under load, and compares what was promised with what
 * is there: each acknowledged event has one run, each run its answer, each answer arrived.
 */
@Tag("long")
class KillIT {
    private static final int KILLS = 20;
    private static final int SENDERS = 8;
    private static final int WORKERS = 4;
    private static final String SETTINGS =
            """
            runs: {max-attempts: 1000}
            receipts: {in-memory: 100}
            """;

    @TempDir Path home;
    private Receiver receiver;
    private final AtomicReference<DaemonProcess> daemon = new AtomicReference<>();
    private final Map<String, String> acknowledged = new ConcurrentHashMap<>();
    private final AtomicBoolean sending = new AtomicBoolean(true);
    private final AtomicBoolean working = new AtomicBoolean(true);
    private final AtomicLong completions = new AtomicLong();

    @BeforeEach
    void startReceiver() throws IOException {
        Random random = new Random(7);
        receiver = new Receiver(() -> random.nextInt(10) == 0 ? 503 : 204);
    }

    @AfterEach
    void stopAll() throws InterruptedException {
        sending.set(false);
        working.set(false);
        if (daemon.get() != null) {
            daemon.get().close();
        }
        receiver.close();
    }

    @Test
    void losesNothingAndDoesNothingTwice() throws Exception {
        long seed = System.nanoTime();
        System.out.println("KillIT: seed " + seed);
        Random random = new Random(seed);
        Path config = Files.writeString(home.resolve("kheish.yaml"), SETTINGS);
        daemon.set(start(config));
        putConnector();

        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < SENDERS; i++) {
                int sender = i;
                threads.execute(() -> send(sender));
            }
            for (int i = 0; i < WORKERS; i++) {
                String worker = "worker-" + i;
                threads.execute(() -> work(worker));
            }
            for (int kill = 0; kill < KILLS; kill++) {
                LockSupport.parkNanos(Duration.ofMillis(200 + random.nextInt(1000)).toNanos());
                daemon.get().kill();
                daemon.set(start(config));
            }
            sending.set(false);
            Deadline.within(Duration.ofSeconds(120), "all runs and deliveries end", this::isQuiet);
            working.set(false);
        }

        compare();
    }

    private DaemonProcess start(Path config) throws IOException, InterruptedException {
        return DaemonProcess.start(home.resolve("home"), "--config", config.toString());
    }

    private void putConnector() throws IOException, InterruptedException {
        Client.Answer answer =
                daemon.get()
                        .admin()
                        .put(
                                "/v1/runtime/connectors/http/orders",
                                """
                                {"bearer_token":{"value":"s3cr3t-token"},"ingress_events_per_second":1000000,
                                 "session_policy":{"create_if_missing":true},
                                 "default_reply_targets":[{"plugin":"http","address":"%s"}]}
                                """
                                        .formatted(receiver.address()));
        assertThat(answer.status()).as(answer.text()).isEqualTo(201);
    }

    /**
     * Sends each event until it is acknowledged, over as many lives of the daemon as that takes.
     */
    private void send(int sender) {
        for (int number = 0; sending.get(); number++) {
            String key = "s" + sender + "-" + number;
            String body =
                    "{\"content\":\"%s\",\"idempotency_key\":\"%s\",\"binding_keys\":[\"c%d\"]}"
                            .formatted(key, key, (sender * 31 + number) % 40);
            while (working.get() && !sendOnce(key, body)) {
                LockSupport.parkNanos(Duration.ofMillis(20).toNanos());
            }
        }
    }

    private boolean sendOnce(String key, String body) {
        try {
            Client.Answer answer =
                    new Client(daemon.get().url(), "s3cr3t-token")
                            .post("/v1/connectors/http/orders", body);
            if (answer.status() != 200) {
                assertThat(answer.status()).as(answer.text()).isEqualTo(503);
                return false;
            }
            String run = answer.json().path("run_id").asText();
            String before = acknowledged.put(key, run);
            assertThat(before).isIn(null, run);
            return true;
        } catch (IOException e) {
            return false; // killed meanwhile
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private void work(String worker) {
        while (working.get()) {
            try {
                Client admin = daemon.get().admin();
                Client.Answer claimed =
                        admin.post(
                                "/v1/runs/claim",
                                "{\"worker\":\"%s\",\"limit\":10,\"wait_ms\":500,\"lease_ms\":5000}"
                                        .formatted(worker));
                for (JsonNode run : claimed.json().path("runs")) {
                    complete(admin, run);
                }
            } catch (IOException e) {
                LockSupport.parkNanos(Duration.ofMillis(20).toNanos()); // killed meanwhile
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
            }
        }
    }

    private void complete(Client admin, JsonNode run) throws IOException, InterruptedException {
        String text = run.path("request").path("text_preview").asText();
        Client.Answer answer =
                admin.post(
                        "/v1/runs/" + run.path("run_id").asText() + "/complete",
                        "{\"lease_token\":\"%s\",\"outputs\":[{\"content\":\"re %s\"}]}"
                                .formatted(run.path("lease_token").asText(), text));
        if (answer.status() == 200) {
            completions.incrementAndGet();
        }
    }

    private boolean isQuiet() throws IOException, InterruptedException {
        JsonNode status = daemon.get().admin().get("/v1/status").json();
        JsonNode runs = status.path("runs");
        JsonNode delivery = status.path("delivery");
        return runs.path("queued").asLong() + runs.path("running").asLong() == 0
                && delivery.path("pending").asLong() + delivery.path("retrying").asLong() == 0;
    }

    private void compare() throws Exception {
        Map<String, String> runOfKey = new HashMap<>();
        Set<String> completed = new HashSet<>();
        for (JsonNode run : all("/v1/runs?page=true&limit=100")) {
            String key = run.path("request").path("text_preview").asText();
            assertThat(runOfKey.put(key, run.path("run_id").asText()))
                    .as("second run of " + key)
                    .isNull();
            assertThat(run.path("status").asText()).as(run.toString()).isEqualTo("completed");
            completed.add(run.path("run_id").asText());
        }
        Map<String, List<String>> deliveriesOfRun = new HashMap<>();
        for (JsonNode delivery : all("/v1/deliveries?page=true&limit=100")) {
            String id = delivery.path("delivery_id").asText();
            assertThat(delivery.path("status").asText())
                    .as(delivery.toString())
                    .isEqualTo("delivered");
            assertThat(receiver.arrivals(id)).as("arrivals of " + id).isPositive();
            deliveriesOfRun
                    .computeIfAbsent(delivery.path("run_id").asText(), _ -> new ArrayList<>())
                    .add(id);
        }

        assertThat(runOfKey).containsAllEntriesOf(acknowledged);
        assertThat(deliveriesOfRun.keySet()).isEqualTo(completed);
        assertThat(deliveriesOfRun.values()).allSatisfy(ids -> assertThat(ids).hasSize(1));
        System.out.printf(
                "KillIT: %d kills, %d events, %d completions, %d deliveries%n",
                KILLS, acknowledged.size(), completions.get(), deliveriesOfRun.size());
        assertThat(acknowledged.size()).isGreaterThan(KILLS);
    }

    private List<JsonNode> all(String path) throws Exception {
        List<JsonNode> items = new ArrayList<>();
        String cursor = "";
        while (true) {
            String page = cursor.isEmpty() ? path : path + "&cursor=" + cursor;
            JsonNode json = daemon.get().admin().get(page).json();
            json.path("items").forEach(items::add);
            if (!json.path("pagination").path("has_more").asBoolean()) {
                return items;
            }
            cursor = json.path("pagination").path("next_cursor").asText();
        }
    }
}
