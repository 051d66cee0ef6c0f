package dev.kheish.plugin.telegram;

import dev.kheish.spi.DeliveryResult;
import dev.kheish.spi.Evidence;

import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Judges what the Bot API answered: what becomes of the delivery, and what the connector's view has
 * to show. Safe for use by many threads.
 */
final class Verdicts {
    /** How long a delivery waits for somebody to change something. */
    static final Duration UNTIL_MENDED = Duration.ofMinutes(5);

    /** How long one waits while the token is known to be of no use. */
    static final Duration UNTIL_LOGIN = Duration.ofSeconds(15);

    /** After so many attempts an error that nobody knows counts as final. */
    static final int PATIENCE = 8;

    /** Where Telegram does not say how long to wait. */
    static final Duration SHORT_WAIT = Duration.ofSeconds(5);

    private static final String TOKEN = "bot_token";
    private static final int BAD_REQUEST = 400;

    /** Descriptions of errors that stay, whatever is tried. */
    private static final List<String> FINAL =
            List.of(
                    "message is too long",
                    "text is empty",
                    "text must be non-empty",
                    "file must be non-empty",
                    "chat not found",
                    "message thread not found",
                    "topic_closed",
                    "topic_deleted",
                    "topic_id_invalid",
                    "bot was blocked",
                    "bot was kicked",
                    "bot is not a member",
                    "user is deactivated",
                    "peer_id_invalid",
                    "group chat was deactivated",
                    "chat_write_forbidden",
                    "not enough rights",
                    "have no rights",
                    "need administrator rights",
                    "chat_send_",
                    "chat_restricted",
                    "user_is_blocked",
                    "entity too large",
                    "file is too big");

    private final Troubles troubles;
    private final Pacer pacer;
    private final Runnable recheck;

    /** {@code recheck} has the token tried again, apart from deliveries. */
    Verdicts(Troubles troubles, Pacer pacer, Runnable recheck) {
        this.troubles = troubles;
        this.pacer = pacer;
        this.recheck = recheck;
    }

    /**
     * A call that was made.
     *
     * @param attempt of the delivery
     */
    record Call(String method, long chat, int attempt) {}

    /** What a failed call means for its delivery; empty when it did not fail. */
    Optional<DeliveryResult> of(Call call, ApiAnswer answer) {
        return switch (answer) {
            case ApiAnswer.Ok _ -> {
                tokenWorks();
                troubles.solved(call.method());
                yield Optional.empty();
            }
            case ApiAnswer.Limited limited -> Optional.of(limited(call, limited));
            case ApiAnswer.Refused refused -> Optional.of(refused(call, refused));
            case ApiAnswer.Broken(int status, _) ->
                    Optional.of(
                            DeliveryResult.retry(
                                    "%s was answered with HTTP %d without a word of Telegram's."
                                            .formatted(call.method(), status),
                                    Evidence.status(status)));
            case ApiAnswer.Silent silent -> Optional.of(silent(call, silent));
        };
    }

    /** Why nothing is sent for now: the token is known to be of no use. */
    Optional<DeliveryResult> obstacle() {
        Troubles.Trouble trouble = troubles.all().get(TOKEN);
        return trouble == null
                ? Optional.empty()
                : Optional.of(DeliveryResult.later(UNTIL_LOGIN, trouble.text()));
    }

    boolean isTokenRefused() {
        return troubles.all().containsKey(TOKEN);
    }

    void tokenWorks() {
        troubles.solved(TOKEN);
    }

    /** Telegram does not know the token, as a delivery or a file has found out. */
    void tokenRefused(String method, ApiAnswer.Refused refused) {
        if (reportToken(method, refused)) {
            recheck.run();
        }
    }

    /** Shows that Telegram does not know the token; true if that is news. */
    boolean reportToken(String method, ApiAnswer.Refused refused) {
        boolean news = !isTokenRefused();
        boolean missing = refused.code() == ApiAnswer.Refused.NOT_FOUND;
        troubles.report(
                TOKEN,
                new Troubles.Trouble(
                        missing ? "not_found" : "unauthorized", tokenText(method, refused), true));
        return news;
    }

    private static String tokenText(String method, ApiAnswer.Refused refused) {
        // A colon right behind the name of a token would have what follows taken for its value.
        return "Telegram refused %s: %d %s. It does not know the bot_token; copy it from BotFather"
                        .formatted(method, refused.code(), refused.description())
                + " (/mybots, API Token) and store it again.";
    }

    /** Whether a refused photo or audio may yet go as a plain document. */
    static boolean isAboutFile(ApiAnswer.Refused refused) {
        return (refused.code() == BAD_REQUEST && !isFinal(refused))
                || refused.description().toLowerCase(Locale.ROOT).contains("entity too large");
    }

    private static boolean isFinal(ApiAnswer.Refused refused) {
        String text = refused.description().toLowerCase(Locale.ROOT);
        return FINAL.stream().anyMatch(text::contains);
    }

    private DeliveryResult limited(Call call, ApiAnswer.Limited limited) {
        Duration wait = limited.after().orElse(SHORT_WAIT);
        pacer.pause(call.chat(), wait);
        return DeliveryResult.later(
                wait,
                "Telegram takes no more %s to this chat for %d s."
                        .formatted(call.method(), wait.plusMillis(999).toSeconds()));
    }

    private DeliveryResult refused(Call call, ApiAnswer.Refused refused) {
        Evidence evidence = Evidence.status(refused.code()).withAnswer(refused.description());
        if (refused.isAboutToken()) {
            tokenRefused(call.method(), refused);
            return DeliveryResult.rejected(tokenText(call.method(), refused), evidence);
        }
        String reason =
                "Telegram refused %s: %d %s."
                        .formatted(call.method(), refused.code(), refused.description());
        boolean over =
                refused.code() == ApiAnswer.Refused.FORBIDDEN
                        || isFinal(refused)
                        || call.attempt() >= PATIENCE;
        return over
                ? DeliveryResult.rejected(reason, evidence)
                : DeliveryResult.retry(reason, evidence);
    }

    private DeliveryResult silent(Call call, ApiAnswer.Silent silent) {
        String reason = silent.cause().getMessage();
        if (!silent.isForbidden()) {
            return DeliveryResult.retry(reason, Evidence.transportFailure());
        }
        String text = reason + ": check api_base_url and the name servers.";
        troubles.report(call.method(), new Troubles.Trouble("blocked_address", text, true));
        return DeliveryResult.retryAfter(UNTIL_MENDED, text, Evidence.transportFailure());
    }
}
