package dev.kheish.tests;

import com.fasterxml.jackson.databind.JsonNode;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** A connector of kind external whose child process is a program of these tests. */
final class Sidecar {
    static final String TOKEN = "shared-t0ken-of-the-test";

    private static final Path SOURCE = Path.of(System.getProperty("kheish.source"));
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final String name;
    private final int port;

    Sidecar(String name) throws IOException {
        this.name = name;
        this.port = FreePort.find();
    }

    /** A program of the source tree. */
    static String program(String path) {
        return SOURCE.resolve(path).toAbsolutePath().normalize().toString();
    }

    int port() {
        return port;
    }

    String url() {
        return "http://127.0.0.1:" + port;
    }

    String view() {
        return "/v1/runtime/connectors/external/" + name;
    }

    /** The body of a PUT. */
    String definition(List<String> command, Map<String, String> environment, String more) {
        return """
               {"platform":"test","mode":"child_process","base_url":"%s","shared_token":{"value":"%s"},
                "session_policy":{"create_if_missing":true},"ingress_events_per_second":1000000,
                "child_process":{"command":"%s","args":[%s],"env":{%s}%s}}
               """
                .formatted(
                        url(),
                        TOKEN,
                        command.getFirst(),
                        command.stream()
                                .skip(1)
                                .map(argument -> '"' + argument + '"')
                                .collect(Collectors.joining(",")),
                        environment.entrySet().stream()
                                .map(e -> "\"%s\":\"%s\"".formatted(e.getKey(), e.getValue()))
                                .collect(Collectors.joining(",")),
                        more);
    }

    /** The definition of the sidecar that writes a ledger. */
    String ledger(Path ledger, Map<String, String> environment, String more) {
        Map<String, String> all = new LinkedHashMap<>(environment);
        all.put("LEDGER", ledger.toString());
        return definition(
                List.of("python3", program("tests/src/test/resources/ledger_sidecar.py")),
                all,
                more);
    }

    /** Stores a secret that a child may be lent. */
    static void secret(DaemonProcess daemon, String slot, String value)
            throws IOException, InterruptedException {
        Client.Answer answer =
                daemon.admin()
                        .post(
                                "/v1/runtime/secrets",
                                """
                                {"slot_id":"%s","provider":"generic","mode":"opaque_secret",
                                 "state":{"value":"%s"},"updated_at_ms":1}
                                """
                                        .formatted(slot, value));
        if (answer.status() / 100 != 2) {
            throw new AssertionError(answer.text());
        }
    }

    /** Creates the connector and waits until its child is ready. */
    void put(DaemonProcess daemon, String definition) throws Exception {
        Client.Answer answer = daemon.admin().put(view(), definition);
        if (answer.status() != 201 && answer.status() != 200) {
            throw new AssertionError(answer.text());
        }
        awaitReady(daemon);
    }

    void awaitReady(DaemonProcess daemon) throws Exception {
        awaitState(daemon, "ready");
    }

    void awaitState(DaemonProcess daemon, String state) throws Exception {
        List<String> last = new ArrayList<>(List.of(""));
        try {
            Deadline.within(
                    PATIENCE,
                    name + " is " + state,
                    () -> {
                        last.set(0, daemon.admin().get(view()).text());
                        return child(daemon).path("state").asText().equals(state);
                    });
        } catch (AssertionError e) {
            String logs = daemon.admin().get(view() + "/logs").text();
            throw new AssertionError(e.getMessage() + "\n" + last + "\n" + logs, e);
        }
    }

    /**
     * Waits until it is ready and nothing runs but the one child that the view names: a child of a
     * former life that is left over makes this fail.
     */
    void awaitOnlyChild(DaemonProcess daemon) throws Exception {
        List<String> last = new ArrayList<>(List.of(""));
        try {
            Deadline.within(
                    PATIENCE,
                    name + " is ready, and nothing else of it runs",
                    () -> {
                        JsonNode child = child(daemon);
                        List<Long> running = processes();
                        last.set(0, running + " " + child);
                        return child.path("state").asText().equals("ready")
                                && running.equals(List.of(child.path("pid").asLong()));
                    });
        } catch (AssertionError e) {
            throw new AssertionError(e.getMessage() + "\n" + last, e);
        }
    }

    /** What the view says of the child process. */
    JsonNode child(DaemonProcess daemon) throws IOException, InterruptedException {
        return daemon.admin().get(view()).json().path("status").path("details");
    }

    /** Asks it to make an event; empty when it cannot be reached or did not get an answer. */
    Optional<JsonNode> say(String id, String who, String text)
            throws InterruptedException, IOException {
        try {
            Client.Answer answer =
                    new Client(url(), "")
                            .post(
                                    "/say",
                                    "{\"id\":\"%s\",\"who\":\"%s\",\"text\":\"%s\"}"
                                            .formatted(id, who, text));
            return answer.status() == 200 ? Optional.of(answer.json()) : Optional.empty();
        } catch (IOException e) {
            return Optional.empty(); // it, or the daemon, is being killed
        }
    }

    /** Processes whose environment says that they belong to this connector. */
    List<Long> processes() throws IOException {
        List<Long> found = new ArrayList<>();
        byte[] mark = ("KHEISH_EXTERNAL_CONNECTOR_BASE_URL=" + url()).getBytes();
        try (var all = Files.newDirectoryStream(Path.of("/proc"), "[0-9]*")) {
            for (Path process : all) {
                try {
                    if (contains(Files.readAllBytes(process.resolve("environ")), mark)) {
                        found.add(Long.parseLong(process.getFileName().toString()));
                    }
                } catch (IOException e) {
                    continue; // it ended meanwhile
                }
            }
        }
        return found;
    }

    static boolean contains(byte[] text, byte[] part) {
        outer:
        for (int i = 0; i <= text.length - part.length; i++) {
            for (int j = 0; j < part.length; j++) {
                if (text[i + j] != part[j]) {
                    continue outer;
                }
            }
            return true;
        }
        return false;
    }
}
