package dev.kheish.bench;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

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
        List<String> command =
                List.of(
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

    /** Makes the connector that {@link #INGRESS} is the address of. */
    void putConnector(String token) throws IOException, InterruptedException {
        String settings =
                """
                {"bearer_token": {"value": "%s"}, "ingress_events_per_second": 10000000,
                 "session_policy": {"create_if_missing": true}}
                """
                        .formatted(token);
        send(
                request("/v1/runtime/connectors/http/bench")
                        .header("Content-Type", "application/json")
                        .PUT(BodyPublishers.ofString(settings)));
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

    /** What the daemon says about how it writes. */
    JsonNode storage() throws IOException, InterruptedException {
        return send(request(STATUS).GET()).path("storage");
    }

    private HttpRequest.Builder request(String path) throws IOException {
        String token = Files.readString(home.resolve("admin-token")).strip();
        return HttpRequest.newBuilder(URI.create(child.url() + path))
                .header("Authorization", "Bearer " + token);
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
