package dev.kheish.tests;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;

import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** Posts events as Slack's Events API does: signed, and as bytes. Safe for use by many threads. */
final class SlackEvents {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final HttpClient HTTP =
            HttpClient.newBuilder()
                    .version(HttpClient.Version.HTTP_1_1)
                    .connectTimeout(Duration.ofSeconds(5))
                    .build();

    private final String url;
    private final String secret;

    SlackEvents(String daemon, String connector, String secret) {
        this.url = daemon + "/v1/connectors/slack/" + connector;
        this.secret = secret;
    }

    /** An answer, and how long it took. */
    record Answer(int status, String text, Duration took, HttpResponse<String> response) {
        JsonNode json() throws IOException {
            return JSON.readTree(text);
        }
    }

    /** A message of user U1 in workspace T1, with further members. */
    static String message(String eventId, String channel, String ts, String text, String more) {
        return callback(
                eventId,
                """
                {"type":"message","channel":"%s","channel_type":"channel","user":"U1","ts":"%s",
                 "event_ts":"%s","text":"%s"%s}"""
                        .formatted(channel, ts, ts, text, more.isEmpty() ? "" : "," + more));
    }

    static String callback(String eventId, String event) {
        return """
        {"token":"legacy","team_id":"T1","api_app_id":"A1","type":"event_callback","event_id":"%s",
         "event_time":1750000000,"event":%s,
         "authorizations":[{"enterprise_id":null,"team_id":"T1","user_id":"UBOT","is_bot":true,
                            "is_enterprise_install":false}]}"""
                .formatted(eventId, event);
    }

    Answer post(String body) throws IOException, InterruptedException {
        String now = Long.toString(Instant.now().getEpochSecond());
        return post(body, now, signature(now, body));
    }

    Answer post(String body, String timestamp, String signature)
            throws IOException, InterruptedException {
        HttpRequest request =
                HttpRequest.newBuilder(URI.create(url))
                        .timeout(Duration.ofSeconds(10))
                        .header("Content-Type", "application/json")
                        .header("X-Slack-Request-Timestamp", timestamp)
                        .header("X-Slack-Signature", signature)
                        .POST(HttpRequest.BodyPublishers.ofString(body))
                        .build();
        long start = System.nanoTime();
        HttpResponse<String> response = HTTP.send(request, HttpResponse.BodyHandlers.ofString());
        Duration took = Duration.ofNanos(System.nanoTime() - start);
        return new Answer(response.statusCode(), response.body(), took, response);
    }

    String signature(String timestamp, String body) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(secret.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
            byte[] base = ("v0:" + timestamp + ":" + body).getBytes(StandardCharsets.UTF_8);
            return "v0=" + HexFormat.of().formatHex(mac.doFinal(base));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("Every Java platform has it", e);
        }
    }
}
