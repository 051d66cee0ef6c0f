package dev.kheish.plugin.telegram;

import dev.kheish.spi.ConnectorContext;
import dev.kheish.spi.Settings;

/** What a connector needs to talk with Telegram. */
record Platform(BotApi api, Account account, Pacer pacer, Verdicts verdicts, Troubles troubles) {
    /** {@code recheck} has the token tried again, apart from deliveries. */
    static Platform of(Settings settings, ConnectorContext context, Runnable recheck) {
        String base = settings.string(TelegramSettings.API_BASE_URL).orElse(BaseUrl.TELEGRAM);
        var api = new BotApi(BaseUrl.of(base), context);
        var pacer = new Pacer(context.clock());
        var troubles = new Troubles();
        return new Platform(
                api,
                new Account(settings, api, context),
                pacer,
                new Verdicts(troubles, pacer, recheck),
                troubles);
    }
}
