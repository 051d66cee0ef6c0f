package dev.kheish.plugin.slack;

import dev.kheish.spi.Attachment;
import dev.kheish.spi.ConnectorContext;
import dev.kheish.spi.EgressException;
import dev.kheish.spi.EgressRequest;
import dev.kheish.spi.EgressResponse;
import dev.kheish.spi.MalformedJsonException;
import dev.kheish.spi.RetryAfter;

import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import jakarta.json.JsonValue;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The calls of Slack's Web API that a connector makes, each one request and one answer. Safe for
 * use by many threads.
 */
final class SlackApi {
    static final String POST_MESSAGE = "chat.postMessage";
    static final String GET_UPLOAD_URL = "files.getUploadURLExternal";
    static final String COMPLETE_UPLOAD = "files.completeUploadExternal";
    static final String FILE_INFO = "files.info";
    static final String AUTH_TEST = "auth.test";

    private static final String JSON_TYPE = "application/json; charset=utf-8";
    private static final String FORM_TYPE = "application/x-www-form-urlencoded";
    private static final int LONGEST_ANSWER = 1024 * 1024;
    private static final int ANSWER_DEPTH = 128;
    private static final int SHOWN = 1024;
    private static final int TOO_MANY_REQUESTS = 429;
    private static final int SERVER_ERROR = 500;
    private static final Duration SHORT_WAIT = Duration.ofSeconds(1);
    private static final Duration UPLOAD_TIMEOUT = Duration.ofSeconds(60);
    private static final Set<String> LIMITED = Set.of("ratelimited", "rate_limited");
    private static final ApiAnswer UNUSABLE =
            new ApiAnswer.Refused(0, ApiError.UNUSABLE_TOKEN, "", "");

    private final ConnectorContext context;
    private final BaseUrl base;
    private final RetryAfter retryAfter;

    SlackApi(BaseUrl base, ConnectorContext context) {
        this.base = base;
        this.context = context;
        this.retryAfter = new RetryAfter(context.clock());
    }

    /**
     * Posts a text.
     *
     * @param messageId by which Slack knows a repeated post again
     */
    ApiAnswer postMessage(
            Tokens.Token token,
            String channel,
            @Nullable String thread,
            String text,
            String messageId)
            throws InterruptedException {
        JsonObjectBuilder body =
                context.json().createObjectBuilder().add("channel", channel).add("text", text);
        if (thread != null) {
            body.add("thread_ts", thread);
        }
        body.add("client_msg_id", messageId);
        if (!token.isSendable()) {
            return UNUSABLE;
        }
        // The header lets the request travel on a connection that is open already.
        return call(
                request(POST_MESSAGE, JSON_TYPE, body.build().toString(), token)
                        .withHeader("Idempotency-Key", messageId));
    }

    /** Asks where the bytes of a file are to go. */
    ApiAnswer uploadUrl(Tokens.Token token, Attachment file) throws InterruptedException {
        String form =
                form(Map.of("filename", file.fileName(), "length", Long.toString(file.length())));
        return submit(GET_UPLOAD_URL, form, token);
    }

    /** Sends the bytes of a file; the address itself is the right to. */
    ApiAnswer upload(String url, String mediaType, byte[] bytes) throws InterruptedException {
        EgressRequest request =
                trusting(EgressRequest.post(url, mediaType, bytes))
                        .withTimeout(UPLOAD_TIMEOUT)
                        .withResponseCutAt(SHOWN);
        try {
            EgressResponse response = context.egress().send(request);
            int status = response.status();
            if (status == TOO_MANY_REQUESTS) {
                return limited(response);
            }
            return status >= 200 && status < 300
                    ? new ApiAnswer.Ok(JsonValue.EMPTY_JSON_OBJECT)
                    : new ApiAnswer.Broken(status, retryAfter.of(response));
        } catch (EgressException e) {
            return new ApiAnswer.Silent(e);
        }
    }

    /** Makes a message of an uploaded file. Slack has no way to know a repeated call again. */
    ApiAnswer completeUpload(Tokens.Token token, String fileId, String title, SlackReplyRoute to)
            throws InterruptedException {
        String files =
                context.json()
                        .createArrayBuilder()
                        .add(
                                context.json()
                                        .createObjectBuilder()
                                        .add("id", fileId)
                                        .add("title", title))
                        .build()
                        .toString();
        String thread = to.thread();
        Map<String, String> members =
                thread == null
                        ? Map.of("files", files, "channel_id", to.channel())
                        : Map.of("files", files, "channel_id", to.channel(), "thread_ts", thread);
        return submit(COMPLETE_UPLOAD, form(members), token);
    }

    /** Asks for a file that a message only named. */
    ApiAnswer fileInfo(Tokens.Token token, String fileId) throws InterruptedException {
        return submit(FILE_INFO, form(Map.of("file", fileId)), token);
    }

    /** Asks who the token is. */
    ApiAnswer authTest(Tokens.Token token) throws InterruptedException {
        return submit(AUTH_TEST, "", token);
    }

    /** Fetches a file with the token; only for addresses that may have it. */
    EgressResponse download(String url, Tokens.Token token, int limit)
            throws EgressException, InterruptedException {
        return context.egress()
                .send(
                        trusting(EgressRequest.get(url))
                                .withHeader("Authorization", "Bearer " + token.value())
                                .withResponseLimit(limit));
    }

    private ApiAnswer submit(String method, String form, Tokens.Token token)
            throws InterruptedException {
        return token.isSendable() ? call(request(method, FORM_TYPE, form, token)) : UNUSABLE;
    }

    private EgressRequest request(String method, String type, String body, Tokens.Token token) {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        return trusting(EgressRequest.post(base.text() + "/" + method, type, bytes))
                .withHeader("Authorization", "Bearer " + token.value())
                .withResponseLimit(LONGEST_ANSWER);
    }

    private EgressRequest trusting(EgressRequest request) {
        return request.trusting(base.origin().toString());
    }

    private ApiAnswer call(EgressRequest request) throws InterruptedException {
        try {
            return read(context.egress().send(request));
        } catch (EgressException e) {
            return new ApiAnswer.Silent(e);
        }
    }

    private ApiAnswer read(EgressResponse response) {
        int status = response.status();
        if (status == TOO_MANY_REQUESTS) {
            return limited(response);
        }
        JsonObject body = status >= SERVER_ERROR ? null : object(response);
        if (body == null || !body.containsKey("ok")) {
            return new ApiAnswer.Broken(status, retryAfter.of(response));
        }
        if (status < 300 && body.getBoolean("ok", false)) {
            return new ApiAnswer.Ok(body);
        }
        String error = body.getString("error", "");
        if (LIMITED.contains(error)) {
            return limited(response);
        }
        String shown = new String(response.body(), StandardCharsets.UTF_8);
        return error.isEmpty()
                ? new ApiAnswer.Broken(status, retryAfter.of(response))
                : new ApiAnswer.Refused(
                        status,
                        Limits.cut(error, SHOWN),
                        Limits.cut(body.getString("needed", ""), SHOWN),
                        Limits.cut(shown, SHOWN));
    }

    private ApiAnswer limited(EgressResponse response) {
        return new ApiAnswer.Limited(response.status(), retryAfter.of(response).orElse(SHORT_WAIT));
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

    private static String form(Map<String, String> members) {
        return members.entrySet().stream()
                .sorted(Map.Entry.comparingByKey())
                .map(
                        member ->
                                member.getKey()
                                        + "="
                                        + URLEncoder.encode(
                                                member.getValue(), StandardCharsets.UTF_8))
                .collect(Collectors.joining("&"));
    }
}
