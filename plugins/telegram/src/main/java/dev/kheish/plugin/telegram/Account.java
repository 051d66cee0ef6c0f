package dev.kheish.plugin.telegram;

import dev.kheish.spi.ConnectorContext;
import dev.kheish.spi.Settings;

import jakarta.json.JsonNumber;
import jakarta.json.JsonObject;
import jakarta.json.JsonValue;

import java.util.Optional;

/**
 * The bot that a connector acts as: its token as it is now, and whom that belongs to. Safe for use
 * by many threads.
 */
final class Account {
    private final ConnectorContext context;
    private final BotApi api;
    private final boolean configured;
    private volatile @Nullable Known known;

    Account(Settings settings, BotApi api, ConnectorContext context) {
        this.context = context;
        this.api = api;
        this.configured = settings.hasSecret(TelegramSettings.BOT_TOKEN);
    }

    private record Known(String token, Bot bot) {}

    /** Whether there is a setting for the token. */
    boolean isConfigured() {
        return configured;
    }

    /** The token; empty when there is none just now. */
    Optional<String> token() {
        return configured
                ? context.secret(TelegramSettings.BOT_TOKEN)
                        .map(String::strip)
                        .filter(value -> !value.isEmpty())
                : Optional.empty();
    }

    /** Whom the token belongs to, if that was asked before. */
    Optional<Bot> known() {
        Known found = known;
        return found == null ? Optional.empty() : Optional.of(found.bot);
    }

    /** Whom this very token belongs to, if that was asked before. */
    Optional<Bot> known(String token) {
        Known found = known;
        return found != null && found.token.equals(token)
                ? Optional.of(found.bot)
                : Optional.empty();
    }

    /** Asks Telegram. {@link #known} tells afterwards if it answered. */
    ApiAnswer ask(String token) throws InterruptedException {
        ApiAnswer answer = api.call(token, BotApi.GET_ME, JsonValue.EMPTY_JSON_OBJECT);
        if (answer instanceof ApiAnswer.Ok ok) {
            JsonObject me = ok.object();
            if (me.get("id") instanceof JsonNumber id) {
                known = new Known(token, new Bot(id.longValue(), me.getString("username", "")));
            }
        }
        return answer;
    }

    boolean isOwn(long user) {
        Known found = known;
        return found != null && found.bot.id() == user;
    }
}
