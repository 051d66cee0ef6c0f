package dev.kheish.plugin.http;

import dev.kheish.spi.IngressReply;
import dev.kheish.spi.Receipt;

import java.time.Duration;

/** What the sender of an event is told about its receipt. */
final class Replies {
    private static final String REPLAYED = "Kheish-Idempotent-Replayed";
    private static final String RATE_LIMITED = "http_ingress_rate_limited";
    private static final String UNAVAILABLE = "service_unavailable";
    private static final String CONFLICT = "conflict";
    private static final Duration SOON = Duration.ofSeconds(1);

    private static final int NOT_FOUND = 404;
    private static final int IN_CONFLICT = 409;
    private static final int BAD_REQUEST = 400;

    private Replies() {}

    static IngressReply to(Receipt receipt) {
        return switch (receipt) {
            case Receipt.Accepted accepted -> IngressReply.run(accepted.run());
            case Receipt.Duplicate duplicate ->
                    IngressReply.run(duplicate.run()).withHeader(REPLAYED, "true");
            case Receipt.Conflict conflict ->
                    IngressReply.problem(
                            IN_CONFLICT,
                            CONFLICT,
                            "This idempotency_key came before with another payload and made %s;"
                                            .formatted(conflict.original().runId())
                                    + " send a new key with a new event.");
            case Receipt.Refused refused -> refusal(refused);
            case Receipt.RateLimited limited ->
                    IngressReply.rateLimited(RATE_LIMITED, limited.after());
            case Receipt.Overloaded overloaded ->
                    IngressReply.unavailable(
                            UNAVAILABLE,
                            "Too much work is queued just now; send the event again later.",
                            overloaded.after());
            default -> later("The event was not taken; send it again later.");
        };
    }

    private static IngressReply refusal(Receipt.Refused refused) {
        String detail = refused.detail();
        return switch (refused.reason()) {
            case NO_SESSION,
                    BAD_SESSION_ID,
                    BAD_TARGET,
                    UNKNOWN_ASSET,
                    UNKNOWN_PERSONA,
                    EMPTY,
                    TOO_LARGE ->
                    IngressReply.badRequest(detail);
            case UNSUPPORTED_ITEM ->
                    IngressReply.problem(BAD_REQUEST, BadInputException.UNSUPPORTED_ITEM, detail);
            case UNKNOWN_TARGET -> IngressReply.problem(NOT_FOUND, "not_found", detail);
            case SESSION_MISSING ->
                    IngressReply.problem(IN_CONFLICT, CONFLICT, namingTheSetting(detail));
            case SESSION_MISMATCH -> IngressReply.problem(IN_CONFLICT, CONFLICT, detail);
            case CLOSED -> later(detail);
            default -> later(detail);
        };
    }

    private static String namingTheSetting(String detail) {
        return detail.contains("create_if_missing")
                ? detail
                : detail + " Set session_policy.create_if_missing to true to have it made.";
    }

    private static IngressReply later(String detail) {
        return IngressReply.unavailable(UNAVAILABLE, detail, SOON);
    }
}
