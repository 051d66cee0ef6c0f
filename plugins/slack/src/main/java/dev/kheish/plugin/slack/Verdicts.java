package dev.kheish.plugin.slack;

import dev.kheish.spi.DeliveryResult;
import dev.kheish.spi.Evidence;

import java.time.Duration;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Judges what the Web API answered: what becomes of the delivery, and what the connector's view has
 * to show. Safe for use by many threads.
 */
final class Verdicts {
    /** How long a delivery waits for somebody to change a setting of the connector. */
    static final Duration UNTIL_MENDED = Duration.ofMinutes(5);

    /** After so many attempts an error that nobody knows counts as final. */
    static final int PATIENCE = 8;

    private static final int REQUEST_TIMEOUT = 408;
    private static final int TOO_EARLY = 425;

    private final Troubles troubles;
    private final Pauses pauses;
    private final Consumer<Tokens.Token> doubts;

    /** {@code doubts} gets tokens that Slack no longer takes. */
    Verdicts(Troubles troubles, Pauses pauses, Consumer<Tokens.Token> doubts) {
        this.troubles = troubles;
        this.pauses = pauses;
        this.doubts = doubts;
    }

    /**
     * A call and what it was for.
     *
     * @param place what a pause counts for
     * @param attempt of the delivery
     * @param moved whether this attempt has brought a part of the delivery to its place already
     */
    record Call(String method, Tokens.Token token, String place, int attempt, boolean moved) {
        Call of(String other) {
            return new Call(other, token, place, attempt, moved);
        }
    }

    /** How long Slack still wants to be left alone there; empty when it does not. */
    Optional<Duration> pause(String place) {
        return pauses.left(place);
    }

    /** What a failed call that may be repeated means; empty when it did not fail. */
    Optional<DeliveryResult> repeatable(Call call, ApiAnswer answer) {
        return switch (answer) {
            case ApiAnswer.Ok _ -> {
                troubles.solved(call.token(), call.method());
                yield Optional.empty();
            }
            case ApiAnswer.Limited limited -> Optional.of(limited(call, limited));
            case ApiAnswer.Refused refused -> Optional.of(refused(call, refused));
            case ApiAnswer.Broken broken -> Optional.of(broken(call, broken));
            case ApiAnswer.Silent silent -> Optional.of(silent(call, silent));
        };
    }

    /**
     * What a failed call that must not be made twice means; empty when it did not fail. {@link
     * DeliveryResult.Unknown} where nobody can tell whether it was done.
     */
    Optional<DeliveryResult> onlyOnce(Call call, ApiAnswer answer) {
        return switch (answer) {
            case ApiAnswer.Refused(int status, String error, _, String shown)
                    when sort(error) == ApiError.Sort.UNCERTAIN ->
                    unknown(
                            "Slack answered '" + error + "'",
                            Evidence.status(status).withAnswer(shown));
            case ApiAnswer.Refused(int status, String error, _, String shown)
                    when sort(error) == ApiError.Sort.UNKNOWN ->
                    Optional.of(
                            DeliveryResult.rejected(
                                    "Slack refused %s: %s.".formatted(call.method(), error),
                                    Evidence.status(status).withAnswer(shown)));
            case ApiAnswer.Broken(int status, _) when !isClientError(status) ->
                    unknown(
                            "HTTP " + status + " came without a word of Slack's",
                            Evidence.status(status));
            case ApiAnswer.Silent silent when !silent.isUnsent() ->
                    unknown(silent.cause().getMessage(), Evidence.transportFailure());
            default -> repeatable(call, answer);
        };
    }

    private static ApiError.Sort sort(String error) {
        return ApiError.of(error).sort();
    }

    private static Optional<DeliveryResult> unknown(String what, Evidence evidence) {
        return Optional.of(
                DeliveryResult.unknown(
                        what
                                + ": the file may or may not be in the channel, and asking again"
                                + " could post it twice. Look there before you replay.",
                        evidence));
    }

    private DeliveryResult limited(Call call, ApiAnswer.Limited limited) {
        pauses.begin(call.place(), limited.after());
        String reason =
                "Slack takes no more %s for %d s."
                        .formatted(call.method(), limited.after().plusMillis(999).toSeconds());
        // A long answer meets the limit again and again, and each time has come further: it would
        // be strange to wait longer and longer, or to give it up after so many attempts.
        return call.moved()
                ? DeliveryResult.later(limited.after(), reason)
                : DeliveryResult.retryAfter(
                        limited.after(), reason, Evidence.status(limited.status()));
    }

    private DeliveryResult refused(Call call, ApiAnswer.Refused refused) {
        ApiError error = ApiError.of(refused.error());
        Evidence evidence = Evidence.status(refused.status()).withAnswer(refused.shown());
        String reason = reason(call, refused, error);
        return switch (error.sort()) {
            case UNCERTAIN, TEMPORARY -> DeliveryResult.retry(reason, evidence);
            case TOKEN, RIGHT -> {
                boolean total = error.sort() == ApiError.Sort.TOKEN;
                troubles.report(
                        call.token(),
                        call.method(),
                        new Troubles.Trouble(refused.error(), reason, total));
                if (total) {
                    doubts.accept(call.token());
                }
                yield refused.status() == 0
                        ? DeliveryResult.later(UNTIL_MENDED, reason)
                        : DeliveryResult.rejected(reason, evidence);
            }
            case FINAL -> DeliveryResult.rejected(reason, evidence);
            case GONE -> DeliveryResult.unknown(reason, evidence);
            case UNKNOWN ->
                    call.attempt() < PATIENCE
                            ? DeliveryResult.retry(reason, evidence)
                            : DeliveryResult.rejected(reason, evidence);
        };
    }

    /** What people read: the word, the scope where one is missing, and what to do. */
    static String reason(Call call, ApiAnswer.Refused refused, ApiError error) {
        // A colon right behind the name of a token would have what follows taken for its value.
        return "Slack refused %s (with %s): %s%s.%s"
                .formatted(
                        call.method(),
                        call.token().path(),
                        refused.error(),
                        refused.needed().isEmpty() ? "" : " (needs " + refused.needed() + ")",
                        error.advice().isEmpty() ? "" : " " + error.advice());
    }

    private static DeliveryResult broken(Call call, ApiAnswer.Broken broken) {
        int status = broken.status();
        String reason =
                "%s was answered with HTTP %d without a word of Slack's."
                        .formatted(call.method(), status);
        Evidence evidence = Evidence.status(status);
        if (isClientError(status) && status != REQUEST_TIMEOUT && status != TOO_EARLY) {
            return DeliveryResult.rejected(
                    reason + " Does api_base_url lead to the Web API?", evidence);
        }
        return broken.after()
                .map(wait -> DeliveryResult.retryAfter(wait, reason, evidence))
                .orElseGet(() -> DeliveryResult.retry(reason, evidence));
    }

    private DeliveryResult silent(Call call, ApiAnswer.Silent silent) {
        String reason = silent.cause().getMessage();
        if (!silent.isForbidden()) {
            return DeliveryResult.retry(reason, Evidence.transportFailure());
        }
        String text = reason + ": check api_base_url and the name servers.";
        troubles.report(
                call.token(), call.method(), new Troubles.Trouble("blocked_address", text, true));
        return DeliveryResult.retryAfter(UNTIL_MENDED, text, Evidence.transportFailure());
    }

    private static boolean isClientError(int status) {
        return status >= 400 && status < 500;
    }
}
