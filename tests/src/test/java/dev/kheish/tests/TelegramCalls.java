package dev.kheish.tests;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;

/** Sends updates as Telegram's webhook does. Safe for use by many threads. */
final class TelegramCalls {
    private static final HttpClient HTTP =
            HttpClient.newBuilder()
                    .version(HttpClient.Version.HTTP_1_1)
                    .connectTimeout(Duration.ofSeconds(5))
                    .build();

    private final String url;
    private final String secret;

    TelegramCalls(String daemon, String connector, String secret) {
        this.url = daemon + "/v1/connectors/telegram/" + connector;
        this.secret = secret;
    }

    /** A message of user 9, with further members. */
    static String message(long chat, long id, String text, String more) {
        return """
        {"message_id":%d,"date":1750000000,"chat":{"id":%d,"type":"private"},
         "from":{"id":9,"is_bot":false,"first_name":"Ann"},"text":"%s"%s}"""
                .formatted(id, chat, text, more.isEmpty() ? "" : "," + more);
    }

    static String update(long id, String kind, String body) {
        return "{\"update_id\":%d,\"%s\":%s}".formatted(id, kind, body);
    }

    Client.Answer post(String body) throws IOException, InterruptedException {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(URI.create(url))
                        .timeout(Duration.ofSeconds(10))
                        .header("Content-Type", "application/json")
                        .POST(HttpRequest.BodyPublishers.ofString(body));
        if (!secret.isEmpty()) {
            request.header("X-Telegram-Bot-Api-Secret-Token", secret);
        }
        HttpResponse<String> response =
                HTTP.send(request.build(), HttpResponse.BodyHandlers.ofString());
        return new Client.Answer(response.statusCode(), response.body(), response);
    }
}
