package dev.kheish.plugin.telegram;

import dev.kheish.spi.ConnectorContext;
import dev.kheish.spi.EgressException;
import dev.kheish.spi.Settings;

import jakarta.json.JsonArray;
import jakarta.json.JsonArrayBuilder;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import jakarta.json.JsonValue;

import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.random.RandomGenerator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Asks Telegram for updates, one long poll after the other, until it is interrupted. An offset is
 * sent only when every update before it is settled, for it lets Telegram forget them. For one
 * thread.
 */
final class Poller {
    private static final long LONGEST_POLL = 50;
    private static final Duration SLACK = Duration.ofSeconds(10);
    private static final Duration WITHOUT_TOKEN = Duration.ofSeconds(10);
    private static final Pattern FIRST_UPDATE =
            Pattern.compile("\"update_id\"\\s*:\\s*(\\d{1,18})");
    private static final int OK = 200;

    /** After an answer that is of no use, updates are asked for one by one for a while. */
    private static final int SINGLES = 100;

    private final ConnectorContext context;
    private final BotApi api;
    private final Account account;
    private final Login login;
    private final Verdicts verdicts;
    private final Troubles troubles;
    private final Batches batches;
    private final Rest rest;
    private final BackOff backOff;
    private final boolean managesWebhook;
    private final Duration timeout;
    private volatile @Nullable Cursor cursor;
    private int singles;

    Poller(
            Settings settings,
            ConnectorContext context,
            Platform platform,
            Batches batches,
            Rest rest) {
        RandomGenerator random = RandomGenerator.getDefault();
        this.context = context;
        this.api = platform.api();
        this.account = platform.account();
        this.verdicts = platform.verdicts();
        this.troubles = platform.troubles();
        this.login = new Login(context, account, verdicts, troubles, random);
        this.batches = batches;
        this.rest = rest;
        this.backOff = new BackOff(random);
        this.managesWebhook = settings.bool(TelegramSettings.MANAGE_WEBHOOK);
        this.timeout =
                Duration.ofSeconds(
                        Math.min(LONGEST_POLL, settings.integer(TelegramSettings.POLLING_TIMEOUT)));
    }

    void run() throws InterruptedException {
        while (true) {
            Optional<Duration> pause = round();
            if (pause.isPresent()) {
                rest.rest(pause.get());
            } else if (Thread.interrupted()) {
                throw new InterruptedException("The poller is stopped");
            }
        }
    }

    /** Where it stands; empty before the first poll. */
    Optional<Cursor> cursor() {
        return Optional.ofNullable(cursor);
    }

    /** Polls once; how long to wait before the next time, not at all when all is well. */
    private Optional<Duration> round() throws InterruptedException {
        Optional<String> token = account.token();
        if (token.isEmpty()) {
            return Optional.of(WITHOUT_TOKEN);
        }
        Optional<Duration> notYet = login.attempt(token.get());
        Optional<Bot> bot = account.known(token.get());
        if (notYet.isPresent() || bot.isEmpty()) {
            return Optional.of(notYet.orElse(WITHOUT_TOKEN));
        }
        Cursor from = cursor;
        if (from == null || from.bot() != bot.get().id()) {
            from = Cursor.read(context.state().get(Cursor.STATE), bot.get().id());
            cursor = from;
        }
        ApiAnswer answer =
                api.call(token.get(), BotApi.GET_UPDATES, question(from), timeout.plus(SLACK));
        return take(token.get(), from, answer);
    }

    private JsonObject question(Cursor from) {
        JsonObjectBuilder question =
                context.json()
                        .createObjectBuilder()
                        .add("offset", from.offset(context.clock().millis()))
                        .add("timeout", timeout.toSeconds())
                        .add("allowed_updates", allowedUpdates(context));
        if (singles > 0) {
            question.add("limit", 1);
        }
        return question.build();
    }

    static JsonArrayBuilder allowedUpdates(ConnectorContext context) {
        JsonArrayBuilder kinds = context.json().createArrayBuilder();
        for (Update.Kind kind : Update.Kind.values()) {
            kinds.add(kind.text());
        }
        return kinds;
    }

    private Optional<Duration> take(String token, Cursor from, ApiAnswer answer)
            throws InterruptedException {
        return switch (answer) {
            case ApiAnswer.Ok ok when ok.result() instanceof JsonArray updates -> {
                works();
                singles = Math.max(0, singles - 1);
                Cursor past = batches.settle(updates, from);
                cursor = past;
                // Whatever has no id cannot be told to be forgotten, and would come at once again.
                boolean stuck = !updates.isEmpty() && past.equals(from);
                yield stuck
                        ? Optional.of(unusable("an answer without update ids"))
                        : Optional.empty();
            }
            case ApiAnswer.Ok _ -> Optional.of(unusable("an answer without updates"));
            case ApiAnswer.Limited limited -> Optional.of(limited(limited));
            case ApiAnswer.Refused refused -> Optional.of(refused(token, refused));
            case ApiAnswer.Broken broken -> Optional.of(broken(from, broken));
            case ApiAnswer.Silent silent -> Optional.of(silent(silent));
        };
    }

    private void works() {
        backOff.reset();
        verdicts.tokenWorks();
        if (troubles.solved(BotApi.GET_UPDATES)) {
            context.log().log(System.Logger.Level.INFO, "Telegram answers polls again");
        }
    }

    private Duration limited(ApiAnswer.Limited limited) {
        Duration wait = limited.after().orElseGet(() -> backOff.next(Login.LONGEST_UNREACHABLE));
        report(
                "too_many_requests",
                "Telegram asked to wait for %d s before the next poll."
                        .formatted(wait.plusMillis(999).toSeconds()),
                false);
        return wait;
    }

    private Duration refused(String token, ApiAnswer.Refused refused) throws InterruptedException {
        if (refused.isAboutToken()) {
            if (verdicts.reportToken(BotApi.GET_UPDATES, refused)) {
                context.log().log(
                        System.Logger.Level.WARNING,
                        "Telegram does not know the bot token any more");
            }
            return backOff.next(Login.LONGEST_REFUSED);
        }
        if (refused.code() == ApiAnswer.Refused.CONFLICT) {
            return conflict(token, refused);
        }
        report("refused", "Telegram refused polls: " + refused.description(), true);
        return backOff.next(Login.LONGEST_REFUSED);
    }

    private Duration conflict(String token, ApiAnswer.Refused refused) throws InterruptedException {
        boolean webhook = refused.description().toLowerCase(Locale.ROOT).contains("webhook");
        if (webhook && managesWebhook && deleteWebhook(token)) {
            return Duration.ofMillis(1);
        }
        report(
                webhook ? "webhook_set" : "second_poller",
                "Telegram refused polls: 409 "
                        + refused.description()
                        + ". "
                        + (webhook
                                ? "A webhook is set for this bot: set manage_webhook to true to"
                                        + " have it deleted, or ingress_mode to webhook."
                                : "Another program polls with the same token; stop it, or give it"
                                        + " a bot of its own."),
                true);
        return backOff.next(Login.LONGEST_UNREACHABLE);
    }

    /** Keeps what waits to be sent to the webhook: it comes by poll now. */
    private boolean deleteWebhook(String token) throws InterruptedException {
        JsonObject arguments =
                context.json().createObjectBuilder().add("drop_pending_updates", false).build();
        boolean done =
                api.call(token, BotApi.DELETE_WEBHOOK, arguments) instanceof ApiAnswer.Ok ok
                        && JsonValue.TRUE.equals(ok.result());
        if (done) {
            context.log().log(
                    System.Logger.Level.INFO,
                    "The bot's webhook was deleted, because this connector polls");
        }
        return done;
    }

    private Duration broken(Cursor from, ApiAnswer.Broken broken) {
        if (broken.status() != OK) {
            return unusable("HTTP " + broken.status());
        }
        Matcher first = FIRST_UPDATE.matcher(broken.start());
        if (singles > 0 && first.find()) {
            // Asked for alone, it is the one that spoils the answer.
            cursor = batches.skipUnreadable(Long.parseLong(first.group(1)), from);
            return Duration.ofMillis(1);
        }
        singles = SINGLES;
        return unusable("an answer that is no JSON");
    }

    private Duration silent(ApiAnswer.Silent silent) {
        if (silent.cause().reason() == EgressException.Reason.TOO_LARGE) {
            singles = SINGLES;
        }
        report(
                silent.isForbidden() ? "blocked_address" : "unreachable",
                "Telegram cannot be polled just now: " + silent.cause().getMessage(),
                silent.isForbidden());
        return backOff.next(Login.LONGEST_UNREACHABLE);
    }

    private Duration unusable(String what) {
        report("unusable_answer", "Telegram answered a poll with " + what + ".", false);
        return backOff.next(Login.LONGEST_UNREACHABLE);
    }

    /** One line for each new trouble, however often it comes. */
    private void report(String error, String text, boolean total) {
        if (troubles.report(BotApi.GET_UPDATES, new Troubles.Trouble(error, text, total))) {
            context.log().log(System.Logger.Level.WARNING, text);
        }
    }
}
