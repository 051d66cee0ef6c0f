package dev.kheish.tests;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Plants a secret, lets a careless child fetch it and blab it out everywhere it can, and then looks
 * for it in every place where it must not be.
 */
class SecretSentinelIT {
    private static final String SECRET = "sentinel-9f2c-e1b7-4a60-whispered";
    private static final String HIDDEN = "sentinel-of-the-environment-77aa";
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    @TempDir Path folder;
    private DaemonProcess daemon;

    @AfterEach
    void stop() throws InterruptedException {
        if (daemon != null) {
            daemon.stop();
        }
    }

    @Test
    void aLeasedSecretIsNowhereButInHostAndChild() throws Exception {
        Path config = Files.writeString(folder.resolve("kheish.yaml"), "handler: {kind: echo}\n");
        Path home = folder.resolve("home");
        daemon = DaemonProcess.start(home, "--config", config.toString());
        Client admin = daemon.admin();
        Sidecar.secret(daemon, "demo.key", SECRET);
        Sidecar careless = new Sidecar("careless");
        Sidecar stranger = new Sidecar("stranger");
        careless.put(
                daemon,
                careless.ledger(
                        folder.resolve("careless.ledger"),
                        Map.of("BLAB", "yes", "HIDDEN", HIDDEN),
                        ",\"credential_slots\":{\"API_KEY\":\"demo.key\"}"));
        stranger.put(daemon, stranger.ledger(folder.resolve("stranger.ledger"), Map.of(), ""));
        JsonNode fetched = Client.ofOldServer(careless.url()).get("/secret/API_KEY").json();
        assertThat(fetched.path("sha256").asText()).isEqualTo(sha256(SECRET));
        assertThat(careless.say("e1", "ann", "hello")).isPresent();
        awaitDeadLetter(admin);
        awaitLog(admin, careless);

        Map<String, String> seen = new java.util.LinkedHashMap<>();
        everyView(admin, careless, seen);
        ProcessMemory.startOfAll().forEach(process -> seen.put("process " + process, process));
        seen.put("the daemon's own lines", daemon.output());

        long child = careless.child(daemon).path("pid").asLong();
        String token = childsToken(child);
        for (Map.Entry<String, String> place : seen.entrySet()) {
            assertThat(place.getValue().contains(SECRET)).as(place.getKey()).isFalse();
            boolean ofChild = place.getKey().startsWith("process " + child + " ");
            if (!ofChild) {
                assertThat(place.getValue().contains(token)).as(place.getKey()).isFalse();
                assertThat(place.getValue().contains(HIDDEN)).as(place.getKey()).isFalse();
            }
        }
        assertThat(filesThatHold(home, SECRET)).isEmpty();
        assertThat(filesThatHold(home, HIDDEN)).isEmpty();
        assertThat(filesThatHold(home, token)).isEmpty();

        long other = stranger.child(daemon).path("pid").asLong();
        assertThat(ProcessMemory.holds(child, SECRET)).as("the child has it").isTrue();
        assertThat(ProcessMemory.holds(other, SECRET)).as("its neighbour has not").isFalse();

        assertThat(coreLimit(daemon.pid())).as("a core of the daemon would hold it").isEqualTo("0");
        assertThat(coreLimit(child)).as("a core of the child would hold it").isEqualTo("0");
        crash(child);
        Deadline.within(
                PATIENCE,
                "another child is ready",
                () ->
                        careless.child(daemon).path("state").asText().equals("ready")
                                && careless.child(daemon).path("pid").asLong() != child);
        assertThat(filesThatHold(folder, SECRET)).as("no core was dumped").isEmpty();
        assertThat(admin.get(careless.view() + "/logs").text()).doesNotContain(SECRET);
    }

    private static void awaitDeadLetter(Client admin) throws Exception {
        Deadline.within(
                PATIENCE,
                "the careless answer to a delivery is a dead letter",
                () -> !admin.get("/v1/deliveries/dead-letter").json().isEmpty());
    }

    private static void awaitLog(Client admin, Sidecar sidecar) throws Exception {
        Deadline.within(
                PATIENCE,
                "what the child printed is in its log, without the secret",
                () -> {
                    String logs = admin.get(sidecar.view() + "/logs").text();
                    return logs.contains("the secret is") && logs.contains("token=");
                });
    }

    private void everyView(Client admin, Sidecar sidecar, Map<String, String> seen)
            throws IOException, InterruptedException {
        List<String> paths =
                new ArrayList<>(
                        List.of(
                                "/v1/runtime/connectors",
                                sidecar.view(),
                                sidecar.view() + "/logs",
                                sidecar.view() + "/references",
                                "/v1/runtime/secrets",
                                "/v1/runtime/kinds",
                                "/v1/runtime/plugins",
                                "/v1/status",
                                "/v1/capabilities",
                                "/v1/runs",
                                "/v1/sessions",
                                "/v1/runtime/audit",
                                "/v1/deliveries/dead-letter",
                                "/v1/runtime/auth/leases",
                                "/healthz",
                                "/readyz"));
        for (String path : paths) {
            seen.put("GET " + path, shown(admin, path));
        }
        for (JsonNode run : admin.get("/v1/runs").json()) {
            for (String path :
                    List.of(
                            "/v1/runs/" + run.path("run_id").asText(),
                            "/v1/runs/" + run.path("run_id").asText() + "/events",
                            "/v1/sessions/" + run.path("session_id").asText() + "/events",
                            "/v1/sessions/" + run.path("session_id").asText() + "/outputs")) {
                seen.put("GET " + path, shown(admin, path));
            }
        }
        JsonNode dead = admin.get("/v1/deliveries/dead-letter").json();
        for (JsonNode letter : dead.isArray() ? dead : dead.path("items")) {
            String id = letter.path("delivery_id").asText(letter.path("id").asText());
            for (String path :
                    List.of("/v1/deliveries/" + id, "/v1/deliveries/" + id + "/attempts")) {
                seen.put("GET " + path, shown(admin, path));
            }
        }
        seen.put("the stream", stream());
        assertThat(seen.get("GET " + sidecar.view())).contains("API_KEY").contains("env_keys");
    }

    /** A page that is not there shows nothing, and would prove nothing. */
    private static String shown(Client admin, String path)
            throws IOException, InterruptedException {
        Client.Answer answer = admin.get(path);
        assertThat(answer.status()).as("GET " + path).isEqualTo(200);
        return answer.text();
    }

    /** All that the stream has told so far: up to the silence after it. */
    private String stream() throws IOException, InterruptedException {
        HttpRequest request =
                HttpRequest.newBuilder(URI.create(daemon.url() + "/v1/events/stream?cursor=0"))
                        .header("Authorization", "Bearer " + daemon.adminToken())
                        .build();
        try (HttpClient client = HttpClient.newHttpClient();
                Stream<String> lines =
                        client.send(request, HttpResponse.BodyHandlers.ofLines()).body()) {
            String told =
                    lines.takeWhile(line -> !line.contains("heartbeat"))
                            .collect(Collectors.joining("\n"));
            assertThat(told).contains("connector_created").contains("run_completed");
            client.shutdownNow();
            return told;
        }
    }

    private static String childsToken(long pid) throws IOException {
        String name = "KHEISH_EXTERNAL_CONNECTOR_CREDENTIAL_TOKEN=";
        for (String variable : Files.readString(Path.of("/proc/" + pid + "/environ")).split("\0")) {
            if (variable.startsWith(name)) {
                return variable.substring(name.length());
            }
        }
        throw new AssertionError("The child has no credential token");
    }

    private static List<Path> filesThatHold(Path folder, String text) throws IOException {
        byte[] wanted = text.getBytes(StandardCharsets.UTF_8);
        List<Path> found = new ArrayList<>();
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                if (Sidecar.contains(Files.readAllBytes(file), wanted)) {
                    found.add(file);
                }
            }
        }
        return found;
    }

    /** The bytes of a core that would be written when it crashes. */
    private static String coreLimit(long pid) throws IOException {
        String name = "Max core file size";
        return Files.readAllLines(Path.of("/proc/" + pid + "/limits")).stream()
                .filter(line -> line.startsWith(name))
                .map(line -> line.substring(name.length()).strip().split(" ")[0])
                .findFirst()
                .orElseThrow();
    }

    private static void crash(long pid) throws IOException, InterruptedException {
        new ProcessBuilder("kill", "-SEGV", Long.toString(pid)).inheritIO().start().waitFor();
    }

    private static String sha256(String text) throws Exception {
        byte[] digest =
                MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
        return HexFormat.of().formatHex(digest);
    }
}
