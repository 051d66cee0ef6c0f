package dev.kheish.plugin.telegram;

import dev.kheish.spi.ConnectorContext;
import dev.kheish.spi.Settings;

/** What takes an update, whichever way it came. */
record Taking(UpdateReader reader, EventMaker events, CallbackAnswers callbacks, Tally tally) {
    static Taking of(Settings settings, ConnectorContext context, Platform platform, Chats chats) {
        Account account = platform.account();
        return new Taking(
                new UpdateReader(chats, account::isOwn),
                new EventMaker(settings, chats, context.json()),
                new CallbackAnswers(context, platform.api(), account),
                new Tally(context.clock()));
    }
}
