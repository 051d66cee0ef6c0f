package dev.kheish.tests;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;

/**
 * Kills the daemon with -9 while a Slack in bad weather posts events and takes answers: no event is
 * lost, none makes two runs, and each run's answer is in its thread, once.
 */
@Tag("long")
class SlackKillIT {
    private static final int KILLS = 10;
    private static final int SENDERS = 6;
    private static final String SECRET = "8f742231b10e8888abcd99yyyzzz85a5";
    private static final int ANSWERS_A_LIFE = 10;
    private static final String SETTINGS =
            """
            handler: {kind: echo}
            runs: {max-attempts: 1000}
            """;

    @TempDir Path home;
    private final AtomicReference<DaemonProcess> daemon = new AtomicReference<>();
    private final Map<String, String> runOfThread = new ConcurrentHashMap<>();
    private final AtomicLong answered = new AtomicLong();
    private final AtomicBoolean sending = new AtomicBoolean(true);
    private final AtomicBoolean running = new AtomicBoolean(true);
    private FakeSlack slack;

    @AfterEach
    void stopAll() throws Exception {
        sending.set(false);
        running.set(false);
        if (daemon.get() != null) {
            daemon.get().close();
        }
        if (slack != null) {
            slack.close();
        }
    }

    @Test
    void losesNothingAndSaysNothingTwice() throws Exception {
        long seed = System.nanoTime();
        System.out.println("SlackKillIT: seed " + seed);
        Random random = new Random(seed);
        slack = new FakeSlack();
        Random weather = new Random(seed);
        slack.weather(() -> fault(weather.nextInt(100)));
        Path config = Files.writeString(home.resolve("kheish.yaml"), SETTINGS);
        daemon.set(start(config));
        putConnector();

        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < SENDERS; i++) {
                int sender = i;
                threads.execute(() -> send(sender));
            }
            for (int kill = 0; kill < KILLS; kill++) {
                long before = answered.get();
                Deadline.within(
                        Duration.ofSeconds(60),
                        "work is under way in this life, however slow the machine is",
                        () -> answered.get() - before >= ANSWERS_A_LIFE);
                LockSupport.parkNanos(Duration.ofMillis(300 + random.nextInt(1000)).toNanos());
                daemon.get().kill();
                daemon.set(start(config));
            }
            sending.set(false);
            slack.weather(() -> FakeSlack.Fault.NONE);
            Deadline.within(Duration.ofSeconds(180), "all runs and deliveries end", this::isQuiet);
            running.set(false);
        }

        compare();
    }

    private static FakeSlack.Fault fault(int percent) {
        return switch (percent) {
            case 0, 1 -> FakeSlack.Fault.LIMITED;
            case 2, 3 -> FakeSlack.Fault.UNAVAILABLE;
            case 4 -> FakeSlack.Fault.INTERNAL_ERROR;
            case 5, 6 -> FakeSlack.Fault.RESET_BEFORE;
            case 7, 8 -> FakeSlack.Fault.RESET_AFTER;
            case 9 -> FakeSlack.Fault.TORN_AFTER;
            default -> FakeSlack.Fault.NONE;
        };
    }

    private DaemonProcess start(Path config) throws IOException, InterruptedException {
        return DaemonProcess.start(home.resolve("home"), "--config", config.toString());
    }

    private void putConnector() throws Exception {
        Client.Answer answer =
                daemon.get()
                        .admin()
                        .put(
                                "/v1/runtime/connectors/slack/support",
                                """
                                {"signing_secret":{"value":"%s"},"bot_token":{"value":"xoxb-good"},
                                 "api_base_url":"%s","ingress_events_per_second":1000000,
                                 "session_policy":{"create_if_missing":true}}"""
                                        .formatted(SECRET, slack.baseUrl()));
        assertThat(answer.status()).as(answer.text()).isEqualTo(201);
    }

    /**
     * Each message comes as two events, as message and as mention, and each of them until it is
     * answered 200, over as many lives of the daemon as that takes.
     */
    private void send(int sender) {
        for (int number = 0; sending.get(); number++) {
            String ts = "%d.%06d".formatted(1000 + sender, number);
            String message = SlackEvents.message("Ev" + ts, "C" + sender, ts, "question " + ts, "");
            String mention =
                    message.replace("\"Ev", "\"Em")
                            .replace("\"type\":\"message\"", "\"type\":\"app_mention\"");
            until(message, ts);
            until(mention, ts);
            LockSupport.parkNanos(Duration.ofMillis(5).toNanos());
        }
    }

    private void until(String body, String ts) {
        while (running.get() && !sendOnce(body, ts)) {
            LockSupport.parkNanos(Duration.ofMillis(20).toNanos());
        }
    }

    private boolean sendOnce(String body, String ts) {
        try {
            SlackEvents.Answer answer =
                    new SlackEvents(daemon.get().url(), "support", SECRET).post(body);
            if (answer.status() != 200) {
                assertThat(answer.status()).as(answer.text()).isEqualTo(503);
                return false;
            }
            String run = answer.json().path("run_id").asText();
            assertThat(run).as(answer.text()).startsWith("run_");
            assertThat(runOfThread.put(ts, run)).isIn(null, run);
            answered.incrementAndGet();
            return true;
        } catch (IOException e) {
            return false; // killed meanwhile
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
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
        Map<String, Integer> answers = new HashMap<>();
        for (FakeSlack.Posted message : slack.posted()) {
            assertThat(message.text()).isEqualTo("question " + message.thread());
            answers.merge(message.thread(), 1, Integer::sum);
        }
        Map<String, String> runs = new HashMap<>();
        for (JsonNode run : all("/v1/runs?page=true&limit=100")) {
            String thread = run.at("/request/text_preview").asText().replace("question ", "");
            assertThat(runs.put(thread, run.path("run_id").asText()))
                    .as("second run of " + thread)
                    .isNull();
            assertThat(run.path("status").asText()).as(run.toString()).isEqualTo("completed");
            assertThat(run.at("/deliveries/0/status").asText())
                    .as(run.toString())
                    .isEqualTo("delivered");
        }

        assertThat(runs).containsAllEntriesOf(runOfThread);
        assertThat(answers.keySet()).isEqualTo(runs.keySet());
        assertThat(answers.values()).as("each answer once").containsOnly(1);
        System.out.printf(
                "SlackKillIT: %d kills, %d events, %d answers%n",
                KILLS, runOfThread.size(), answers.size());
        assertThat(runOfThread.size()).isGreaterThan(KILLS);
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
