package dev.kheish.tests;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;

/**
 * Kills child and host with -9 at random moments while events come in and answers go out: each
 * acknowledged event has one run, each answer is in the sidecar's ledger once, and nothing of a
 * former life is left.
 */
@Tag("long")
class SidecarKillIT {
    private static final int KILLS = 12;
    private static final int SENDERS = 4;

    @TempDir Path folder;
    private final AtomicReference<DaemonProcess> daemon = new AtomicReference<>();
    private final Map<String, String> acknowledged = new ConcurrentHashMap<>();
    private final AtomicBoolean sending = new AtomicBoolean(true);
    private final AtomicBoolean patient = new AtomicBoolean(true);

    private void stopSending() {
        sending.set(false);
        patient.set(false);
    }

    @AfterEach
    void stopAll() throws InterruptedException {
        stopSending();
        if (daemon.get() != null) {
            daemon.get().stop();
        }
    }

    @Test
    void losesNothingWhoeverIsKilled() throws Exception {
        long seed = System.nanoTime();
        System.out.println("SidecarKillIT: seed " + seed);
        Random random = new Random(seed);
        Path config =
                Files.writeString(
                        folder.resolve("kheish.yaml"),
                        "handler: {kind: echo}\nruns: {max-attempts: 1000}\n");
        Path ledger = folder.resolve("ledger");
        Sidecar sidecar = new Sidecar("ledger");
        daemon.set(start(config));
        sidecar.put(daemon.get(), sidecar.ledger(ledger, Map.of(), ""));

        ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
        try {
            for (int i = 0; i < SENDERS; i++) {
                int sender = i;
                threads.execute(() -> send(sidecar, sender));
            }
            for (int kill = 0; kill < KILLS; kill++) {
                LockSupport.parkNanos(Duration.ofMillis(300 + random.nextInt(1500)).toNanos());
                if (random.nextInt(3) == 0) {
                    killChild(sidecar);
                } else {
                    daemon.get().kill();
                    daemon.set(start(config));
                }
                if (random.nextBoolean()) {
                    sidecar.awaitReady(daemon.get());
                }
            }
            sidecar.awaitOnlyChild(daemon.get());
            sending.set(false);
            Deadline.within(Duration.ofSeconds(150), "all runs and deliveries end", this::isQuiet);
        } finally {
            stopSending();
            threads.close();
        }

        compare(ledger);
        daemon.get().stop();
        assertThat(sidecar.processes()).as("nothing outlives the daemon").isEmpty();
    }

    private DaemonProcess start(Path config) throws IOException, InterruptedException {
        return DaemonProcess.start(folder.resolve("home"), "--config", config.toString());
    }

    private static void killChild(Sidecar sidecar) throws IOException {
        for (long pid : sidecar.processes()) {
            ProcessHandle.of(pid).ifPresent(ProcessHandle::destroyForcibly);
        }
    }

    /** Sends each event until it is acknowledged, over as many lives as that takes. */
    private void send(Sidecar sidecar, int sender) {
        try {
            for (int number = 0; sending.get(); number++) {
                String id = "s" + sender + "-" + number;
                while (patient.get() && !sayOnce(sidecar, sender, id)) {
                    LockSupport.parkNanos(Duration.ofMillis(50).toNanos());
                }
            }
        } catch (IOException e) {
            throw new AssertionError(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private boolean sayOnce(Sidecar sidecar, int sender, String id)
            throws IOException, InterruptedException {
        Optional<JsonNode> answer = sidecar.say(id, "u" + sender, id);
        if (answer.isEmpty()) {
            return false;
        }
        String status = answer.get().path("status").asText();
        assertThat(status).as(answer.get().toString()).isIn("accepted", "duplicate");
        String run = answer.get().path("run_id").asText();
        assertThat(acknowledged.put(id, run)).isIn(null, run);
        return true;
    }

    private boolean isQuiet() throws IOException, InterruptedException {
        JsonNode status = daemon.get().admin().get("/v1/status").json();
        JsonNode runs = status.path("runs");
        JsonNode delivery = status.path("delivery");
        return runs.path("queued").asLong() + runs.path("running").asLong() == 0
                && delivery.path("pending").asLong() + delivery.path("retrying").asLong() == 0;
    }

    private void compare(Path ledger) throws IOException, InterruptedException {
        Map<String, Integer> said = new HashMap<>();
        List<String> lines = Files.readAllLines(ledger);
        for (String line : lines) {
            JsonNode entry = new ObjectMapper().readTree(line);
            said.merge(entry.path("text").asText(), 1, Integer::sum);
        }
        System.out.println(
                "SidecarKillIT: "
                        + acknowledged.size()
                        + " events acknowledged, "
                        + lines.size()
                        + " answers in the ledger");
        assertThat(acknowledged).isNotEmpty();
        for (String id : acknowledged.keySet()) {
            assertThat(said).as("the answer to " + id).containsEntry(id, 1);
        }
        assertThat(said.values()).as("no answer twice").containsOnly(1);
        assertThat(daemon.get().admin().get("/v1/deliveries/dead-letter").json())
                .as("dead letters")
                .isEmpty();
    }
}
