package dev.kheish.tests;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.testcontainers.containers.Container.ExecResult;
import org.testcontainers.containers.GenericContainer;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** The sample mqtt between the packed daemon and a real broker that asks for a password. */
@Tag("long")
class MqttSampleIT {
    private static final int PORT = 1883;
    private static final List<String> WHO =
            List.of("-V", "5", "-q", "1", "-u", "kheish", "-P", "broker-password");

    @TempDir Path folder;

    @Test
    void aQuestionOnATopicIsAnsweredWhereItSays() throws Exception {
        build();
        Path config = Files.writeString(folder.resolve("kheish.yaml"), "handler: {kind: echo}\n");
        try (GenericContainer<?> broker =
                        Peers.container(
                                PORT,
                                "/usr/sbin/mosquitto",
                                "-c",
                                "/etc/mosquitto/mosquitto.conf");
                DaemonProcess daemon =
                        DaemonProcess.start(
                                folder.resolve("home"), "--config", config.toString())) {
            broker.start();
            Sidecar.secret(daemon, "mqtt.user", "kheish");
            Sidecar.secret(daemon, "mqtt.password", "broker-password");
            Sidecar mqtt = new Sidecar("lab");
            mqtt.put(
                    daemon,
                    mqtt.definition(
                            List.of(Sidecar.program("sample-sidecars/mqtt/run")),
                            Map.of(
                                    "MQTT_URL",
                                    "mqtt://" + broker.getHost() + ":" + broker.getMappedPort(PORT),
                                    "MQTT_TOPICS",
                                    "lab/+/ask",
                                    "MQTT_REPLY_TOPIC",
                                    "lab/{2}/answer"),
                            ",\"lifeline\":true,\"credential_slots\":{\"MQTT_USERNAME\":\"mqtt.user\","
                                    + "\"MQTT_PASSWORD\":\"mqtt.password\"}"));

            CompletableFuture<ExecResult> toTopic = listen(broker, "lab/ada/answer");
            CompletableFuture<ExecResult> toCaller = listen(broker, "callers/7");
            publish(broker, "lab/ada/ask", "what is the time?", List.of());
            publish(
                    broker,
                    "lab/bob/ask",
                    "and the date?",
                    List.of("-D", "publish", "response-topic", "callers/7"));

            assertThat(toTopic.get(60, TimeUnit.SECONDS).getStdout()).contains("what is the time?");
            assertThat(toCaller.get(60, TimeUnit.SECONDS).getStdout()).contains("and the date?");
            assertThat(daemon.admin().get("/v1/runs").json()).hasSize(2);
        }
    }

    /** The first use of the sample builds it, which takes longer than a start may. */
    static void build() throws Exception {
        Process build =
                new ProcessBuilder(Sidecar.program("sample-sidecars/mqtt/run"), "--build")
                        .inheritIO()
                        .start();
        if (build.waitFor() != 0) {
            Peers.skip("The sample mqtt cannot be built here; it says above why.");
        }
    }

    /** Waits for one message; subscribed before this returns. */
    private static CompletableFuture<ExecResult> listen(GenericContainer<?> broker, String topic)
            throws Exception {
        List<String> command = new ArrayList<>(List.of("mosquitto_sub"));
        command.addAll(WHO);
        command.addAll(List.of("-t", topic, "-C", "1", "-W", "60"));
        CompletableFuture<ExecResult> heard = new CompletableFuture<>();
        Thread.ofVirtual()
                .start(
                        () -> {
                            try {
                                heard.complete(
                                        broker.execInContainer(command.toArray(String[]::new)));
                            } catch (Exception e) {
                                heard.completeExceptionally(e);
                            }
                        });
        Deadline.within(
                java.time.Duration.ofSeconds(30),
                "the broker has the subscription",
                () -> broker.getLogs().contains("Received SUBSCRIBE") || subscribed(broker, topic));
        return heard;
    }

    private static boolean subscribed(GenericContainer<?> broker, String topic) throws Exception {
        return broker.execInContainer("sh", "-c", "cat /proc/[0-9]*/cmdline | tr '\\0' ' '")
                .getStdout()
                .contains("mosquitto_sub " + String.join(" ", WHO) + " -t " + topic);
    }

    private static void publish(
            GenericContainer<?> broker, String topic, String text, List<String> more)
            throws Exception {
        List<String> command = new ArrayList<>(List.of("mosquitto_pub"));
        command.addAll(WHO);
        command.addAll(List.of("-t", topic, "-m", text));
        command.addAll(more);
        ExecResult result = broker.execInContainer(command.toArray(String[]::new));
        assertThat(result.getExitCode()).as(result.getStderr()).isZero();
    }
}
