package dev.kheish.plugin.telegram;

import dev.kheish.spi.ConnectorContext;

import jakarta.json.JsonObject;

import java.util.Optional;

/**
 * Tells Telegram that a pressed button was heard, so that it stops to show it as pressed. Done
 * after the commit, beside everything else, and once: it is a courtesy. Safe for many threads.
 */
final class CallbackAnswers {
    private final ConnectorContext context;
    private final BotApi api;
    private final Account account;

    CallbackAnswers(ConnectorContext context, BotApi api, Account account) {
        this.context = context;
        this.api = api;
        this.account = account;
    }

    void answer(Incoming incoming) {
        String id = incoming.callbackId();
        if (id == null || !account.isConfigured()) {
            return;
        }
        try {
            context.spawn("callback answer", () -> answer(id));
        } catch (IllegalStateException e) {
            // The connector is closing. The button stays as it is until Telegram gives up on it.
            context.log().log(System.Logger.Level.DEBUG, "A pressed button was not answered", e);
        }
    }

    private void answer(String id) throws InterruptedException {
        Optional<String> token = account.token();
        if (token.isEmpty()) {
            return;
        }
        JsonObject arguments =
                context.json().createObjectBuilder().add("callback_query_id", id).build();
        ApiAnswer answer = api.call(token.get(), BotApi.ANSWER_CALLBACK, arguments);
        if (answer instanceof ApiAnswer.Refused refused) {
            context.log().log(
                    System.Logger.Level.DEBUG,
                    "A pressed button was not answered: " + refused.description());
        }
    }
}
