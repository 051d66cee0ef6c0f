package dev.kheish.tests;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;

/** Speaks HTTP to a daemon as any program would. Safe for use by many threads. */
final class Client {
    private static final HttpClient HTTP = http();
    private static final ObjectMapper JSON = new ObjectMapper();

    private final String url;
    private final String token;
    private final boolean keepsConnections;

    Client(String url, String token) {
        this(url, token, true);
    }

    private Client(String url, String token, boolean keepsConnections) {
        this.url = url;
        this.token = token;
        this.keepsConnections = keepsConnections;
    }

    /**
     * Speaks to a server of HTTP/1.0, as Python's simplest one is: it closes each connection, and
     * Java's client, which does not expect that, would send the next request into one that is just
     * being closed.
     */
    static Client ofOldServer(String url) {
        return new Client(url, "", false);
    }

    private static HttpClient http() {
        return HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .connectTimeout(Duration.ofSeconds(5))
                .build();
    }

    /** An answer, read to its end. */
    record Answer(int status, String text, HttpResponse<String> response) {
        JsonNode json() throws IOException {
            return JSON.readTree(text);
        }

        String header(String name) {
            return response.headers().firstValue(name).orElse("");
        }
    }

    Answer get(String path) throws IOException, InterruptedException {
        return send("GET", path, null);
    }

    Answer post(String path, String json) throws IOException, InterruptedException {
        return send("POST", path, json);
    }

    Answer put(String path, String json) throws IOException, InterruptedException {
        return send("PUT", path, json);
    }

    Answer delete(String path) throws IOException, InterruptedException {
        return send("DELETE", path, null);
    }

    private Answer send(String method, String path, String json)
            throws IOException, InterruptedException {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(URI.create(url + path)).timeout(Duration.ofSeconds(30));
        if (!token.isEmpty()) {
            request.header("Authorization", "Bearer " + token);
        }
        if (json == null) {
            request.method(method, HttpRequest.BodyPublishers.noBody());
        } else {
            request.header("Content-Type", "application/json")
                    .method(method, HttpRequest.BodyPublishers.ofString(json));
        }
        if (keepsConnections) {
            return send(HTTP, request.build());
        }
        try (HttpClient once = http()) {
            return send(once, request.build());
        }
    }

    private static Answer send(HttpClient http, HttpRequest request)
            throws IOException, InterruptedException {
        HttpResponse<String> response = http.send(request, HttpResponse.BodyHandlers.ofString());
        return new Answer(response.statusCode(), response.body(), response);
    }
}
