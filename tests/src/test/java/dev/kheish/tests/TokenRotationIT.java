package dev.kheish.tests;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;

/**
 * A shared token gets a new value while a child process is at work: what it says with the one that
 * it has is taken, and what it is sent arrives, until it is replaced; then the former token is
 * worth nothing.
 */
class TokenRotationIT {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final String NEW = "another-t0ken-of-the-test";

    @TempDir Path folder;

    @Test
    void theFormerTokenIsGoodForAsLongAsItsProgramLives() throws Exception {
        Path config = Files.writeString(folder.resolve("kheish.yaml"), "handler: {kind: echo}\n");
        Path ledger = folder.resolve("ledger");
        Sidecar sidecar = new Sidecar("ledger");
        try (DaemonProcess daemon =
                DaemonProcess.start(folder.resolve("home"), "--config", config.toString())) {
            sidecar.put(daemon, sidecar.ledger(ledger, Map.of(), ""));
            long generation = generation(sidecar, daemon);
            String instance = sidecar.child(daemon).path("instance_id").asText();

            assertThat(
                            daemon.admin()
                                    .put(
                                            "/v1/runtime/secrets/connectors.external.ledger.shared_token",
                                            "{\"value\":\"" + NEW + "\"}")
                                    .status())
                    .isEqualTo(200);

            int said = 0;
            while (generation(sidecar, daemon) == generation) {
                said += sayOnce(sidecar, said);
            }
            assertThat(said).as("events of the program that has the former token").isPositive();
            sidecar.awaitReady(daemon);
            assertThat(send(daemon, Sidecar.TOKEN, instance)).isEqualTo(401);
            assertThat(send(daemon, NEW, instance)).isEqualTo(200);
            int deliveries = said;
            Deadline.within(
                    PATIENCE,
                    "all answers are delivered",
                    () -> Files.readAllLines(ledger).size() == deliveries);
            assertThat(daemon.admin().get("/v1/deliveries/dead-letter").json()).isEmpty();
        }
    }

    /** 1 if the program was there to say something. */
    private static int sayOnce(Sidecar sidecar, int number)
            throws IOException, InterruptedException {
        Client.Answer answer;
        try {
            answer =
                    new Client(sidecar.url(), "")
                            .post(
                                    "/say",
                                    "{\"id\":\"e-%1$d\",\"who\":\"u-%1$d\",\"text\":\"x\"}"
                                            .formatted(number));
        } catch (IOException e) {
            return 0; // it has left, or is about to
        }
        assertThat(answer.text()).contains("\"accepted\"");
        return 1;
    }

    private static long generation(Sidecar sidecar, DaemonProcess daemon)
            throws IOException, InterruptedException {
        JsonNode child = sidecar.child(daemon);
        assertThat(child.has("generation")).isTrue();
        return child.path("generation").asLong();
    }

    private static int send(DaemonProcess daemon, String token, String instance)
            throws IOException, InterruptedException {
        return new Client(daemon.url(), token)
                .post(
                        "/v1/connectors/external/ledger/events",
                        "{\"instance_id\":\"%s\",\"event_id\":\"late\",\"content\":\"x\",\"routing_key\":\"k\"}"
                                .formatted(instance))
                .status();
    }
}
