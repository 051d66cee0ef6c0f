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
 * Kills the daemon with -9 while a Telegram in bad weather is polled, calls the webhook and takes
 * answers: no update is lost, none makes two runs, each answer is in its chat, and in it twice only
 * where the confirmation of the first could not arrive.
 */
@Tag("long")
class TelegramKillIT {
    private static final int KILLS = 8;
    private static final long HOOKED = 1_000_000;
    private static final String SECRET = "hook-secret_1";

    /** Within this an answer of Telegram's is read and on disk, however busy the machine is. */
    private static final Duration BLINK = Duration.ofSeconds(5);

    private static final String SETTINGS =
            """
            handler: {kind: echo}
            runs: {max-attempts: 1000}
            """;

    @TempDir Path home;
    private final AtomicReference<DaemonProcess> daemon = new AtomicReference<>();
    private final Set<Long> asked = ConcurrentHashMap.newKeySet();
    private final AtomicLong numbers = new AtomicLong();
    private final AtomicBoolean sending = new AtomicBoolean(true);
    private final AtomicBoolean running = new AtomicBoolean(true);
    private final List<Long> killedAtNanos = new ArrayList<>();
    private FakeTelegram telegram;

    @AfterEach
    void stopAll() throws Exception {
        sending.set(false);
        running.set(false);
        if (daemon.get() != null) {
            daemon.get().close();
        }
        if (telegram != null) {
            telegram.close();
        }
    }

    @Test
    void losesNothingAndRunsNothingTwice() throws Exception {
        live(KILLS);

        compare();
        assertThat(asked.size()).isGreaterThan(KILLS);
    }

    @Test
    void inBadWeatherAloneNothingConfirmedIsSaidTwice() throws Exception {
        live(0);

        compare();
        assertThat(asked.size()).isGreaterThan(10);
    }

    private void live(int kills) throws Exception {
        long seed = System.nanoTime();
        System.out.println("TelegramKillIT: seed " + seed);
        Random random = new Random(seed);
        telegram = new FakeTelegram();
        telegram.accept("4343:hook", 4343);
        Random weather = new Random(seed);
        telegram.weather(() -> fault(weather.nextInt(100)));
        Path config = Files.writeString(home.resolve("kheish.yaml"), SETTINGS);
        daemon.set(start(config));
        put("polled", "\"ingress_mode\":\"polling\",\"polling_timeout_seconds\":1", "4242:good");
        put("hooked", "\"secret_token\":{\"value\":\"" + SECRET + "\"}", "4343:hook");

        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            threads.execute(this::writeForPolls);
            threads.execute(this::callTheWebhook);
            if (kills == 0) {
                Deadline.within(Duration.ofSeconds(60), "much was asked", () -> asked.size() > 80);
            }
            for (int kill = 0; kill < kills; kill++) {
                LockSupport.parkNanos(Duration.ofMillis(300 + random.nextInt(1500)).toNanos());
                daemon.get().kill();
                killedAtNanos.add(System.nanoTime());
                daemon.set(start(config));
            }
            sending.set(false);
            telegram.weather(() -> FakeTelegram.Fault.NONE);
            Deadline.within(Duration.ofSeconds(240), "all runs and deliveries end", this::isQuiet);
            running.set(false);
        }
    }

    private static FakeTelegram.Fault fault(int percent) {
        return switch (percent) {
            case 0, 1 -> FakeTelegram.Fault.LIMITED;
            case 2, 3 -> FakeTelegram.Fault.UNAVAILABLE;
            case 4 -> FakeTelegram.Fault.INTERNAL_ERROR;
            case 5, 6 -> FakeTelegram.Fault.RESET_BEFORE;
            case 7 -> FakeTelegram.Fault.RESET_AFTER;
            case 8 -> FakeTelegram.Fault.TORN_AFTER;
            default -> FakeTelegram.Fault.NONE;
        };
    }

    private DaemonProcess start(Path config) throws IOException, InterruptedException {
        return DaemonProcess.start(home.resolve("home"), "--config", config.toString());
    }

    private void put(String name, String more, String token) throws Exception {
        Client.Answer answer =
                daemon.get()
                        .admin()
                        .put(
                                "/v1/runtime/connectors/telegram/" + name,
                                """
                                {"bot_token":{"value":"%s"},"api_base_url":"%s",%s,
                                 "ingress_events_per_second":1000,
                                 "session_policy":{"create_if_missing":true}}"""
                                        .formatted(token, telegram.baseUrl(), more));
        assertThat(answer.status()).as(answer.text()).isEqualTo(201);
    }

    /** Each message is in a chat of its own, so that none has to wait for its turn. */
    private void writeForPolls() {
        while (sending.get()) {
            long chat = numbers.incrementAndGet();
            asked.add(chat);
            try {
                telegram.push("message", TelegramCalls.message(chat, 1, "question " + chat, ""));
            } catch (IOException e) {
                throw new IllegalStateException("The fake takes no message", e);
            }
            LockSupport.parkNanos(Duration.ofMillis(80).toNanos());
        }
    }

    /** As Telegram does: again until it is answered 200, in order. */
    private void callTheWebhook() {
        while (sending.get()) {
            long chat = HOOKED + numbers.incrementAndGet();
            asked.add(chat);
            String update =
                    TelegramCalls.update(
                            chat,
                            "message",
                            TelegramCalls.message(chat, 1, "question " + chat, ""));
            while (running.get() && !call(update)) {
                LockSupport.parkNanos(Duration.ofMillis(20).toNanos());
            }
            LockSupport.parkNanos(Duration.ofMillis(80).toNanos());
        }
    }

    private boolean call(String update) {
        try {
            Client.Answer answer =
                    new TelegramCalls(daemon.get().url(), "hooked", SECRET).post(update);
            if (answer.status() != 200) {
                assertThat(answer.status()).as(answer.text()).isEqualTo(503);
                return false;
            }
            assertThat(answer.json().path("run_id").asText()).startsWith("run_");
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
        return telegram.pending() == 0
                && runs.path("queued").asLong() + runs.path("running").asLong() == 0
                && delivery.path("pending").asLong() + delivery.path("retrying").asLong() == 0;
    }

    private void compare() throws Exception {
        Set<Long> ran = new HashSet<>();
        for (JsonNode run : all("/v1/runs?page=true&limit=100")) {
            String text = run.at("/request/text_preview").asText();
            long chat = Long.parseLong(text.replace("question ", ""));
            assertThat(ran.add(chat)).as("only run of chat " + chat).isTrue();
            assertThat(run.path("status").asText()).as(run.toString()).isEqualTo("completed");
            assertThat(run.at("/deliveries/0/status").asText())
                    .as(run.toString())
                    .isEqualTo("delivered");
        }
        assertThat(ran).isEqualTo(asked);

        Map<Long, List<FakeTelegram.Sent>> answers = new HashMap<>();
        for (FakeTelegram.Sent each : telegram.sent()) {
            assertThat(each.text()).isEqualTo("question " + each.chat());
            answers.computeIfAbsent(each.chat(), _ -> new ArrayList<>()).add(each);
        }
        assertThat(answers.keySet()).isEqualTo(asked);
        int twice = 0;
        for (List<FakeTelegram.Sent> sent : answers.values()) {
            for (int i = 0; i + 1 < sent.size(); i++) {
                assertThat(mayBeUnheard(sent.get(i), sent.get(i + 1)))
                        .as("sent again: " + sent)
                        .isTrue();
                twice++;
            }
        }
        System.out.printf(
                "TelegramKillIT: %d kills, %d updates, %d answers, %d of them again%n",
                killedAtNanos.size(), asked.size(), answers.size(), twice);
    }

    /** The confirmation was torn or reset, or the daemon was killed before it was on disk. */
    private boolean mayBeUnheard(FakeTelegram.Sent sent, FakeTelegram.Sent again) {
        return !sent.heard()
                || killedAtNanos.stream()
                        .anyMatch(
                                killed ->
                                        killed > sent.atNanos()
                                                && killed < again.atNanos()
                                                && killed - sent.atNanos() < BLINK.toNanos());
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
