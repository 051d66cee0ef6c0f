package dev.kheish.bench;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalDouble;

/** The packed daemon with one connector that takes the events. */
final class Daemon implements AutoCloseable {
    static final String INGRESS = "/v1/connectors/http/bench";

    private static final String STATUS = "/v1/status";
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Child child;
    private final Path home;
    private final HttpClient client = HttpClient.newHttpClient();

    private Daemon(Child child, Path home) {
        this.child = child;
        this.home = home;
    }

    static Daemon start(Path distribution, Path home) throws IOException, InterruptedException {
        return start(distribution, home, "");
    }

    /**
     * Starts it.
     *
     * @param flags more of them for its JVM
     */
    static Daemon start(Path distribution, Path home, String flags)
            throws IOException, InterruptedException {
        List<String> command =
                List.of(
                        "env",
                        "KHEISH_JAVA_OPTS=" + flags,
                        distribution.resolve("bin/kheish").toString(),
                        "serve",
                        "--home",
                        home.toString(),
                        "--port",
                        "0");
        return new Daemon(Child.start(command, home), home);
    }

    Child process() {
        return child;
    }

    /** Makes the connector that {@link #INGRESS} is the address of; its answers go nowhere. */
    void putConnector(Keys keys) throws IOException, InterruptedException {
        put("/v1/runtime/connectors/http/bench", settings(keys, ""));
    }

    /** Makes one whose answers go to a program on this machine. */
    void putConnector(String name, Keys keys, String target)
            throws IOException, InterruptedException {
        ObjectNode address =
                JSON.createObjectNode().put("url", target).put("allow_private_network", true);
        ObjectNode reply =
                JSON.createObjectNode().put("plugin", "http").put("address", address.toString());
        put(
                "/v1/runtime/connectors/http/" + name,
                settings(keys, ", \"default_reply_targets\": [" + reply + "]"));
    }

    private static String settings(Keys keys, String more) {
        return """
        {"bearer_token": {"value": "%s"}, "hmac_secret": {"value": "%s"},
         "require_hmac_signature": true, "require_idempotency_key": true,
         "ingress_events_per_second": 10000000, "session_policy": {"create_if_missing": true}%s}
        """
                .formatted(keys.bearer(), keys.signing(), more);
    }

    /** Makes or changes something. */
    JsonNode put(String path, String json) throws IOException, InterruptedException {
        return send(
                request(path)
                        .header("Content-Type", "application/json")
                        .PUT(BodyPublishers.ofString(json)));
    }

    /** Makes something. */
    JsonNode post(String path, String json) throws IOException, InterruptedException {
        return send(
                request(path)
                        .header("Content-Type", "application/json")
                        .POST(BodyPublishers.ofString(json)));
    }

    /** Asks for something. */
    JsonNode get(String path) throws IOException, InterruptedException {
        return send(request(path).GET());
    }

    /** How many runs are stored. */
    long runs() throws IOException, InterruptedException {
        JsonNode runs = send(request(STATUS).GET()).path("runs");
        long stored = 0;
        for (String state :
                List.of("preparing", "queued", "running", "completed", "failed", "cancelled")) {
            stored += runs.required(state).asLong();
        }
        return stored;
    }

    /** How many runs are in one state. */
    long runs(String state) throws IOException, InterruptedException {
        return status("runs").required(state).asLong();
    }

    /** A section of the status. */
    JsonNode status(String section) throws IOException, InterruptedException {
        return send(request(STATUS).GET()).required(section);
    }

    /** What the daemon says about how it writes. */
    JsonNode storage() throws IOException, InterruptedException {
        return send(request(STATUS).GET()).path("storage");
    }

    /** The sum of all series of a metric with this name; empty if there is none. */
    OptionalDouble metric(String name) throws IOException, InterruptedException {
        HttpResponse<String> answer =
                client.send(request("/metrics").GET().build(), BodyHandlers.ofString());
        if (answer.statusCode() != 200) {
            return OptionalDouble.empty();
        }
        double[] values =
                answer.body()
                        .lines()
                        .filter(line -> line.startsWith(name + " ") || line.startsWith(name + "{"))
                        .mapToDouble(
                                line ->
                                        Double.parseDouble(
                                                line.substring(line.lastIndexOf(' ') + 1)))
                        .toArray();
        return values.length == 0
                ? OptionalDouble.empty()
                : OptionalDouble.of(Arrays.stream(values).sum());
    }

    /** The database and its log, in bytes. */
    long databaseBytes() throws IOException {
        long bytes = 0;
        try (DirectoryStream<Path> files = Files.newDirectoryStream(home, "kheish*.db*")) {
            for (Path file : files) {
                bytes += Files.size(file);
            }
        }
        return bytes;
    }

    /** The line that a request of one's own begins with, up to the length of its body. */
    String head(String method, String path) throws IOException {
        return method
                + " "
                + path
                + " HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer "
                + token()
                + "\r\nContent-Type: application/json\r\nContent-Length: ";
    }

    private String token() throws IOException {
        return Files.readString(home.resolve("admin-token")).strip();
    }

    private HttpRequest.Builder request(String path) throws IOException {
        return HttpRequest.newBuilder(URI.create(child.url() + path))
                .header("Authorization", "Bearer " + token());
    }

    private JsonNode send(HttpRequest.Builder request) throws IOException, InterruptedException {
        HttpResponse<String> answer = client.send(request.build(), BodyHandlers.ofString());
        if (answer.statusCode() / 100 != 2) {
            throw new BenchException(
                    "%s answered %d: %s"
                            .formatted(answer.uri(), answer.statusCode(), answer.body()));
        }
        return JSON.readTree(answer.body());
    }

    @Override
    public void close() throws InterruptedException {
        client.close();
        child.close();
    }
}
