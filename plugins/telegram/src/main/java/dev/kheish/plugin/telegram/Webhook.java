package dev.kheish.plugin.telegram;

import dev.kheish.spi.ConnectorContext;
import dev.kheish.spi.Settings;

import jakarta.json.JsonNumber;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;

import java.time.Duration;
import java.util.Optional;
import java.util.random.RandomGenerator;
import java.util.regex.Pattern;

/**
 * Sets the bot's webhook and looks after it: a URL that is gone is reported and set again, one that
 * is another's is reported and left alone. For one thread; {@link #seen} may be asked by all.
 */
final class Webhook {
    private static final Pattern SECRET = Pattern.compile("[A-Za-z0-9_-]{1,256}");
    private static final Duration RECENT = Duration.ofMinutes(10);

    private final ConnectorContext context;
    private final BotApi api;
    private final Troubles troubles;
    private final BackOff backOff;
    private final String url;
    private final boolean hasSecret;
    private final Duration interval;
    private boolean set;
    private volatile @Nullable Seen seen;
    private volatile Dropped dropped = new Dropped(0, 0);

    Webhook(Settings settings, ConnectorContext context, Platform platform) {
        this.context = context;
        this.api = platform.api();
        this.troubles = platform.troubles();
        this.backOff = new BackOff(RandomGenerator.getDefault());
        this.url = settings.string(TelegramSettings.WEBHOOK_URL).orElse("");
        this.hasSecret = settings.hasSecret(TelegramSettings.SECRET_TOKEN);
        this.interval = settings.duration(TelegramSettings.WEBHOOK_CHECK);
    }

    /** What Telegram said of it last. */
    record Seen(long checkedAtMs, long pending, long lastErrorAtMs, String lastError) {}

    /** How often it was gone. */
    record Dropped(long times, long lastAtMs) {}

    Optional<Seen> seen() {
        return Optional.ofNullable(seen);
    }

    Dropped dropped() {
        return dropped;
    }

    /** A secret has changed: Telegram has to be told. */
    synchronized void forget() {
        set = false;
    }

    private synchronized boolean isSet() {
        return set;
    }

    private synchronized void beSet(boolean now) {
        set = now;
    }

    /** Sets it, or looks after it; how long to wait before the next time. */
    Duration tend(String token) throws InterruptedException {
        return isSet() ? check(token) : put(token);
    }

    private Duration put(String token) throws InterruptedException {
        Optional<String> secret = Optional.empty();
        if (hasSecret) {
            secret = context.secret(TelegramSettings.SECRET_TOKEN);
            if (secret.filter(value -> SECRET.matcher(value).matches()).isEmpty()) {
                report(
                        "bad_secret_token",
                        "The webhook is not set: Telegram takes a secret_token of 1 to 256 of the"
                                + " characters A-Z a-z 0-9 _ - only. Store one that fits.",
                        true);
                return Login.LONGEST_REFUSED;
            }
        }
        beSet(true); // a secret that changes meanwhile takes it back
        JsonObjectBuilder arguments =
                context.json()
                        .createObjectBuilder()
                        .add("url", url)
                        .add("allowed_updates", Poller.allowedUpdates(context));
        secret.ifPresent(value -> arguments.add("secret_token", value));
        ApiAnswer answer = api.call(token, BotApi.SET_WEBHOOK, arguments.build());
        if (answer instanceof ApiAnswer.Ok) {
            backOff.reset();
            troubles.solved(BotApi.SET_WEBHOOK);
            return interval;
        }
        beSet(false);
        return failed(BotApi.SET_WEBHOOK, answer);
    }

    private Duration check(String token) throws InterruptedException {
        JsonObject nothing = context.json().createObjectBuilder().build();
        ApiAnswer answer = api.call(token, BotApi.GET_WEBHOOK_INFO, nothing);
        if (!(answer instanceof ApiAnswer.Ok ok)) {
            return failed(BotApi.GET_WEBHOOK_INFO, answer);
        }
        backOff.reset();
        troubles.solved(BotApi.GET_WEBHOOK_INFO);
        JsonObject info = ok.object();
        long now = context.clock().millis();
        long errorAtMs = number(info, "last_error_date") * 1000;
        String error = Limits.cut(info.getString("last_error_message", ""), 256);
        seen = new Seen(now, number(info, "pending_update_count"), errorAtMs, error);
        String there = info.getString("url", "");
        if (there.isEmpty()) {
            return setAgain(token, now);
        }
        if (!there.equals(url)) {
            report(
                    "webhook_replaced",
                    "Another webhook URL is set for this bot than webhook_url, so its updates go"
                            + " there. Stop the program that sets it, then pause and resume this"
                            + " connector.",
                    true);
        } else if (!error.isEmpty() && now - errorAtMs < RECENT.toMillis()) {
            report(
                    "webhook_failing",
                    "Telegram could not deliver an update to webhook_url: " + error,
                    false);
        } else {
            troubles.solved(BotApi.SET_WEBHOOK);
        }
        return interval;
    }

    private Duration setAgain(String token, long now) throws InterruptedException {
        dropped = new Dropped(dropped.times() + 1, now);
        Duration next = put(token);
        if (isSet()) {
            report(
                    "webhook_dropped",
                    "Telegram had no webhook URL for this bot any more; it was set again. Does"
                            + " another program delete it, or poll with the same token?",
                    false);
        }
        return next;
    }

    private Duration failed(String method, ApiAnswer answer) {
        return switch (answer) {
            case ApiAnswer.Refused refused -> {
                troubles.report(
                        method,
                        new Troubles.Trouble(
                                "refused",
                                "Telegram refused %s: %d %s"
                                        .formatted(method, refused.code(), refused.description()),
                                method.equals(BotApi.SET_WEBHOOK)));
                yield backOff.next(Login.LONGEST_REFUSED);
            }
            case ApiAnswer.Limited limited -> limited.after().orElse(Verdicts.SHORT_WAIT);
            case ApiAnswer.Broken(int status, _) -> unreachable(method, "HTTP " + status);
            case ApiAnswer.Silent silent -> unreachable(method, silent.cause().getMessage());
            case ApiAnswer.Ok _ -> interval;
        };
    }

    private Duration unreachable(String method, String why) {
        troubles.report(
                method,
                new Troubles.Trouble(
                        "unreachable",
                        "Telegram cannot be asked for %s: %s".formatted(method, why),
                        false));
        return backOff.next(Login.LONGEST_UNREACHABLE);
    }

    private void report(String error, String text, boolean total) {
        if (troubles.report(BotApi.SET_WEBHOOK, new Troubles.Trouble(error, text, total))) {
            context.log().log(System.Logger.Level.WARNING, text);
        }
    }

    private static long number(JsonObject object, String name) {
        return object.get(name) instanceof JsonNumber number ? number.longValue() : 0;
    }
}
