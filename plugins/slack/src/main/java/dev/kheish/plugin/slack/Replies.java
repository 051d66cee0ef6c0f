package dev.kheish.plugin.slack;

import dev.kheish.spi.IngressReply;
import dev.kheish.spi.Receipt;

import jakarta.json.JsonObjectBuilder;
import jakarta.json.JsonValue;
import jakarta.json.spi.JsonProvider;

import java.time.Duration;

/**
 * What Slack is told. It sends again what is not answered 200, so that is what everything gets that
 * a repetition would not mend. Safe for use by many threads.
 */
final class Replies {
    private static final String REPLAYED = "Kheish-Idempotent-Replayed";
    private static final String NO_RETRY = "X-Slack-No-Retry";
    private static final String RATE_LIMITED = "slack_ingress_rate_limited";
    private static final String UNAVAILABLE = "service_unavailable";
    private static final Duration SOON = Duration.ofSeconds(1);

    private final Tally tally;
    private final JsonProvider json;

    Replies(Tally tally, JsonProvider json) {
        this.tally = tally;
        this.json = json;
    }

    IngressReply challenge(Callback callback) {
        return ok(json.createObjectBuilder().add("challenge", callback.challenge()));
    }

    IngressReply ignored(Ignored why) {
        tally.ignored(why);
        return ok(json.createObjectBuilder().add("ignored", true).add("reason", why.reason()));
    }

    IngressReply rateLimitNotice(JsonValue minute) {
        tally.ignored(Ignored.APP_RATE_LIMITED);
        return ok(
                json.createObjectBuilder()
                        .add("ignored", true)
                        .add("type", Ignored.APP_RATE_LIMITED.reason())
                        .add("minute_rate_limited", minute));
    }

    IngressReply badInput(String detail) {
        return IngressReply.badRequest(detail).withHeader(NO_RETRY, "1");
    }

    IngressReply to(Receipt receipt) {
        return switch (receipt) {
            case Receipt.Accepted accepted -> {
                tally.taken();
                yield IngressReply.run(accepted.run());
            }
            case Receipt.Duplicate duplicate ->
                    IngressReply.run(duplicate.run()).withHeader(REPLAYED, "true");
            case Receipt.Conflict _ -> skipped(tally.conflicting());
            case Receipt.Refused refused -> refusal(refused);
            case Receipt.RateLimited limited ->
                    IngressReply.rateLimited(RATE_LIMITED, limited.after());
            case Receipt.Overloaded overloaded ->
                    IngressReply.unavailable(
                            UNAVAILABLE,
                            "Too much work is queued just now; send the event again later.",
                            overloaded.after());
            default ->
                    IngressReply.unavailable(
                            UNAVAILABLE, "The event was not taken; send it again later.", SOON);
        };
    }

    private IngressReply refusal(Receipt.Refused refused) {
        return refused.reason() == Receipt.Refusal.CLOSED
                ? IngressReply.unavailable(UNAVAILABLE, refused.detail(), SOON)
                : skipped(tally.skipped(refused.reason(), refused.detail()));
    }

    private IngressReply skipped(String reason) {
        return ok(json.createObjectBuilder().add("skipped", true).add("reason", reason));
    }

    private static IngressReply ok(JsonObjectBuilder body) {
        return IngressReply.json(200, body.build());
    }
}
