package dev.kheish.plugin.external;

import dev.kheish.spi.ConnectorContext;
import dev.kheish.spi.DeliveryResult;
import dev.kheish.spi.EgressResponse;
import dev.kheish.spi.Evidence;
import dev.kheish.spi.MalformedJsonException;
import dev.kheish.spi.RetryAfter;

import jakarta.json.JsonObject;
import jakarta.json.JsonString;
import jakarta.json.JsonValue;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/** Reads what a sidecar answers to a delivery. Safe for use by many threads. */
final class DeliveryAnswer {
    private static final String COMMITTED = "committed";
    private static final String RETRYABLE = "retryable_error";
    private static final String TERMINAL = "terminal_error";

    private static final Duration DEFAULT_RETRY_AFTER = Duration.ofSeconds(1);
    private static final Pattern BLANKS = Pattern.compile("\\s+");
    private static final int SHOWN_DETAIL = 512;
    private static final int ANSWER_DEPTH = 16;

    private static final int UNAUTHORIZED = 401;
    private static final int NOT_FOUND = 404;
    private static final int TOO_LARGE = 413;
    private static final int TOO_MANY_REQUESTS = 429;
    private static final Set<Integer> PASSING = Set.of(408, 425);
    private static final Set<Integer> WITH_RETRY_AFTER = Set.of(408, 425, 503);

    private final ConnectorContext context;
    private final RetryAfter retryAfter;

    DeliveryAnswer(ConnectorContext context) {
        this.context = context;
        this.retryAfter = new RetryAfter(context.clock());
    }

    DeliveryResult read(EgressResponse response) {
        int status = response.status();
        Evidence evidence = evidence(response);
        Optional<Duration> wait = retryAfter.of(response);
        if (status == TOO_MANY_REQUESTS) {
            return DeliveryResult.retryAfter(
                    wait.orElse(DEFAULT_RETRY_AFTER),
                    "The sidecar takes no more deliveries just now (HTTP 429).",
                    evidence);
        }
        Stated stated = stated(response.body());
        if (stated == null) {
            return unstated(status, evidence, wait);
        }
        return switch (stated.status()) {
            case COMMITTED ->
                    isSuccess(status)
                            ? DeliveryResult.delivered(evidence)
                            : unstated(status, evidence, wait);
            case TERMINAL ->
                    DeliveryResult.rejected(
                            stated.reason("The sidecar refuses the delivery"), evidence);
            default ->
                    retry(
                            status,
                            stated.reason("The sidecar could not deliver just now"),
                            evidence,
                            wait);
        };
    }

    /** By the HTTP status alone. */
    private static DeliveryResult unstated(int status, Evidence evidence, Optional<Duration> wait) {
        if (isSuccess(status)) {
            // Said once more it does no harm: sidecars know deliveries again by their id.
            return DeliveryResult.retry(
                    "The sidecar answered HTTP %d, but not with JSON whose 'status' is committed, retryable_error or terminal_error."
                            .formatted(status),
                    evidence);
        }
        boolean requestIsWrong = status >= 400 && status < 500 && !PASSING.contains(status);
        String reason = "The sidecar answered HTTP " + status + "." + hint(status);
        return requestIsWrong
                ? DeliveryResult.rejected(reason, evidence)
                : retry(status, reason, evidence, wait);
    }

    private static DeliveryResult retry(
            int status, String reason, Evidence evidence, Optional<Duration> wait) {
        return wait.isPresent() && WITH_RETRY_AFTER.contains(status)
                ? DeliveryResult.retryAfter(wait.get(), reason, evidence)
                : DeliveryResult.retry(reason, evidence);
    }

    /**
     * A wrong token ends the delivery like any other 4xx: repeating it for a day would only fill
     * the queue, and dead letters can be replayed once the token is right.
     */
    private static String hint(int status) {
        if (status == UNAUTHORIZED) {
            return " It wants another token than shared_token; make both equal, then replay the"
                    + " delivery.";
        }
        if (status == NOT_FOUND) {
            return " It has no POST /deliver; check base_url, then replay the delivery.";
        }
        if (status == TOO_LARGE) {
            return " The delivery is more than it takes.";
        }
        return status >= 300 && status < 400
                ? " Redirects are not followed; point base_url at their end."
                : "";
    }

    private @Nullable Stated stated(byte[] body) {
        try {
            JsonValue value = context.parse(body, ANSWER_DEPTH);
            if (value instanceof JsonObject object
                    && object.get("status") instanceof JsonString status
                    && Set.of(COMMITTED, RETRYABLE, TERMINAL).contains(status.getString())) {
                String detail =
                        object.get("detail") instanceof JsonString text ? text.getString() : "";
                return new Stated(status.getString(), detail);
            }
            return null;
        } catch (MalformedJsonException e) {
            return null; // no statement of the protocol: the HTTP status has to do
        }
    }

    private static Evidence evidence(EgressResponse response) {
        Evidence evidence = Evidence.status(response.status());
        return response.body().length == 0
                ? evidence
                : evidence.withAnswer(new String(response.body(), StandardCharsets.UTF_8));
    }

    private static boolean isSuccess(int status) {
        return status >= 200 && status < 300;
    }

    /** What the sidecar said in the words of the protocol. */
    private record Stated(String status, String detail) {
        String reason(String otherwise) {
            String text = BLANKS.matcher(detail).replaceAll(" ").strip();
            if (text.isEmpty()) {
                return otherwise + ".";
            }
            return otherwise
                    + ": "
                    + (text.length() > SHOWN_DETAIL
                            ? text.substring(0, SHOWN_DETAIL) + "..."
                            : text);
        }
    }
}
