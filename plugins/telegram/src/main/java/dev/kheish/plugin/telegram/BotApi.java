package dev.kheish.plugin.telegram;

import dev.kheish.spi.ConnectorContext;
import dev.kheish.spi.EgressException;
import dev.kheish.spi.EgressRequest;
import dev.kheish.spi.EgressResponse;
import dev.kheish.spi.MalformedJsonException;
import dev.kheish.spi.RetryAfter;

import jakarta.json.JsonNumber;
import jakarta.json.JsonObject;
import jakarta.json.JsonValue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/**
 * The calls of the Bot API, each one request and one answer. The token is part of every address, so
 * no address is ever shown. Safe for use by many threads.
 */
final class BotApi {
    static final String GET_ME = "getMe";
    static final String GET_UPDATES = "getUpdates";
    static final String GET_FILE = "getFile";
    static final String SET_WEBHOOK = "setWebhook";
    static final String DELETE_WEBHOOK = "deleteWebhook";
    static final String GET_WEBHOOK_INFO = "getWebhookInfo";
    static final String ANSWER_CALLBACK = "answerCallbackQuery";
    static final String SEND_MESSAGE = "sendMessage";
    static final String SEND_MEDIA_GROUP = "sendMediaGroup";

    static final Duration USUAL_TIMEOUT = Duration.ofSeconds(15);

    /** The longest that anybody is made to wait, whatever Telegram asks for: an hour. */
    private static final double LONGEST_WAIT_MS = 3_600_000;

    private static final Duration UPLOAD_TIMEOUT = Duration.ofSeconds(60);
    private static final String JSON_TYPE = "application/json";
    private static final int LONGEST_ANSWER = 16 * 1024 * 1024;
    private static final int ANSWER_DEPTH = 128;
    private static final int SHOWN = 1024;
    private static final int START = 4096;
    private static final int TOO_MANY_REQUESTS = 429;
    private static final int SERVER_ERROR = 500;
    private static final int FIRST_ERROR = 400;

    /** Calls that do no more when they are made twice. */
    private static final Set<String> REPEATABLE =
            Set.of(
                    GET_ME,
                    GET_UPDATES,
                    GET_FILE,
                    SET_WEBHOOK,
                    DELETE_WEBHOOK,
                    GET_WEBHOOK_INFO,
                    ANSWER_CALLBACK);

    private final ConnectorContext context;
    private final BaseUrl base;
    private final RetryAfter retryAfter;

    BotApi(BaseUrl base, ConnectorContext context) {
        this.base = base;
        this.context = context;
        this.retryAfter = new RetryAfter(context.clock());
    }

    ApiAnswer call(String token, String method, JsonObject arguments) throws InterruptedException {
        return call(token, method, arguments, USUAL_TIMEOUT);
    }

    ApiAnswer call(String token, String method, JsonObject arguments, Duration timeout)
            throws InterruptedException {
        byte[] body = arguments.toString().getBytes(StandardCharsets.UTF_8);
        return send(token, request(token, method, JSON_TYPE, body).withTimeout(timeout));
    }

    /** A call with files; throws if one of them cannot be read just now. */
    ApiAnswer upload(String token, String method, Multipart body)
            throws IOException, InterruptedException {
        return send(
                token,
                request(token, method, body.contentType(), body.bytes())
                        .withTimeout(UPLOAD_TIMEOUT));
    }

    /** Fetches a file whose path {@code getFile} told. */
    EgressResponse download(String token, String path, int limit)
            throws EgressException, InterruptedException {
        return context.egress()
                .send(
                        EgressRequest.get(base.file(token, path))
                                .trusting(base.origin())
                                .withResponseLimit(limit));
    }

    private EgressRequest request(String token, String method, String type, byte[] body) {
        EgressRequest request =
                EgressRequest.post(base.method(token, method), type, body)
                        .trusting(base.origin())
                        .withResponseLimit(LONGEST_ANSWER);
        // The header lets the request travel on a connection that is open already.
        return REPEATABLE.contains(method)
                ? request.withHeader("Idempotency-Key", method)
                : request;
    }

    private ApiAnswer send(String token, EgressRequest request) throws InterruptedException {
        try {
            return read(token, context.egress().send(request));
        } catch (EgressException e) {
            return new ApiAnswer.Silent(e);
        }
    }

    private ApiAnswer read(String token, EgressResponse response) {
        JsonObject body = object(response);
        int status = response.status();
        int code = body == null ? status : body.getInt("error_code", status);
        if (status == TOO_MANY_REQUESTS || code == TOO_MANY_REQUESTS) {
            return new ApiAnswer.Limited(wait(response, body), description(token, body));
        }
        if (body == null || !body.containsKey("ok") || status >= SERVER_ERROR) {
            return broken(response);
        }
        JsonValue result = body.get("result");
        if (status < 300 && body.getBoolean("ok", false) && result != null) {
            return new ApiAnswer.Ok(result);
        }
        return code < FIRST_ERROR || code >= SERVER_ERROR
                ? broken(response)
                : new ApiAnswer.Refused(code, description(token, body), migration(body));
    }

    private static ApiAnswer broken(EgressResponse response) {
        byte[] bytes = response.body();
        int length = Math.min(bytes.length, START);
        return new ApiAnswer.Broken(
                response.status(), new String(bytes, 0, length, StandardCharsets.UTF_8));
    }

    /** Telegram does not repeat the token; something in between might. */
    private static String description(String token, @Nullable JsonObject body) {
        String text = body == null ? "" : body.getString("description", "");
        return Limits.cut(text.replace(token, "[redacted]"), SHOWN);
    }

    private static OptionalLong migration(JsonObject body) {
        return body.get("parameters") instanceof JsonObject parameters
                        && parameters.get("migrate_to_chat_id") instanceof JsonNumber to
                        && to.isIntegral()
                ? OptionalLong.of(to.longValue())
                : OptionalLong.empty();
    }

    private Optional<Duration> wait(EgressResponse response, @Nullable JsonObject body) {
        Optional<Duration> told = retryAfter.of(response);
        if (told.isPresent()) {
            return told;
        }
        if (body != null
                && body.get("parameters") instanceof JsonObject parameters
                && parameters.get("retry_after") instanceof JsonNumber seconds) {
            double millis = Math.min(seconds.doubleValue() * 1000, LONGEST_WAIT_MS);
            return Optional.of(Duration.ofMillis(Math.max(1, (long) millis)));
        }
        return Optional.empty();
    }

    private @Nullable JsonObject object(EgressResponse response) {
        try {
            return context.parse(response.body(), ANSWER_DEPTH) instanceof JsonObject object
                    ? object
                    : null;
        } catch (MalformedJsonException e) {
            return null;
        }
    }
}
