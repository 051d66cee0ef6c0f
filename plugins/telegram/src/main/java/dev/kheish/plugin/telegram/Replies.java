package dev.kheish.plugin.telegram;

import dev.kheish.spi.IngressReply;
import dev.kheish.spi.Receipt;

import jakarta.json.spi.JsonProvider;

import java.time.Duration;

/**
 * What a webhook call is answered. Telegram sends again what is not answered 200, and holds back
 * everything behind it, so 200 is what everything gets that a repetition would not mend. Safe for
 * use by many threads.
 */
final class Replies {
    private static final String REPLAYED = "Kheish-Idempotent-Replayed";
    private static final String RATE_LIMITED = "telegram_ingress_rate_limited";
    private static final String UNAVAILABLE = "service_unavailable";
    private static final int CONFLICT = 409;
    private static final Duration SOON = Duration.ofSeconds(1);

    private final Tally tally;
    private final JsonProvider json;

    Replies(Tally tally, JsonProvider json) {
        this.tally = tally;
        this.json = json;
    }

    /** The connector asks for its updates itself. */
    static IngressReply polls() {
        return IngressReply.problem(
                CONFLICT,
                "conflict",
                "This connector polls: set its ingress_mode to webhook to have updates sent here,"
                        + " or delete the webhook at Telegram.");
    }

    IngressReply skipped(Update update, Skipped why) {
        return skipped(update, tally.skipped(why));
    }

    IngressReply to(Update update, Receipt receipt) {
        return switch (receipt) {
            case Receipt.Accepted accepted -> {
                tally.taken();
                yield IngressReply.run(accepted.run());
            }
            case Receipt.Duplicate duplicate ->
                    IngressReply.run(duplicate.run()).withHeader(REPLAYED, "true");
            case Receipt.Conflict _ -> skipped(update, Skipped.CONFLICT);
            case Receipt.Refused refused -> refusal(update, refused);
            case Receipt.RateLimited limited ->
                    IngressReply.rateLimited(RATE_LIMITED, limited.after());
            case Receipt.Overloaded overloaded ->
                    IngressReply.unavailable(
                            UNAVAILABLE,
                            "Too much work is queued just now; send the update again later.",
                            overloaded.after());
            default ->
                    IngressReply.unavailable(
                            UNAVAILABLE, "The update was not taken; send it again later.", SOON);
        };
    }

    private IngressReply refusal(Update update, Receipt.Refused refused) {
        return refused.reason() == Receipt.Refusal.CLOSED
                ? IngressReply.unavailable(UNAVAILABLE, refused.detail(), SOON)
                : skipped(update, tally.refused(refused.reason(), refused.detail()));
    }

    private IngressReply skipped(Update update, String reason) {
        return IngressReply.json(
                200,
                json.createObjectBuilder()
                        .add("accepted", true)
                        .add("skipped", true)
                        .add("reason", reason)
                        .add("update_id", update.id())
                        .build());
    }
}
