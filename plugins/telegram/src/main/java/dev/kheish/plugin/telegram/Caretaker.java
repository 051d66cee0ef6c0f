package dev.kheish.plugin.telegram;

import dev.kheish.spi.ConnectorContext;

import java.time.Duration;
import java.util.Optional;
import java.util.random.RandomGenerator;

/**
 * Looks after a bot that gets its updates by webhook, until it is interrupted: whether its token is
 * good, and its webhook, if that is managed. For one thread.
 */
final class Caretaker {
    private static final Duration WITHOUT_TOKEN = Duration.ofSeconds(10);
    private static final Duration UNTIL_CALLED = Duration.ofDays(1);

    private final Account account;
    private final Login login;
    private final Optional<Webhook> webhook;
    private final Rest rest;

    Caretaker(ConnectorContext context, Platform platform, Optional<Webhook> webhook, Rest rest) {
        this.account = platform.account();
        this.login =
                new Login(
                        context,
                        account,
                        platform.verdicts(),
                        platform.troubles(),
                        RandomGenerator.getDefault());
        this.webhook = webhook;
        this.rest = rest;
    }

    void run() throws InterruptedException {
        while (true) {
            rest.rest(round());
        }
    }

    private Duration round() throws InterruptedException {
        Optional<String> token = account.token();
        if (token.isEmpty()) {
            return WITHOUT_TOKEN;
        }
        Optional<Duration> notYet = login.attempt(token.get());
        if (notYet.isPresent()) {
            return notYet.get();
        }
        return webhook.isPresent() ? webhook.get().tend(token.get()) : UNTIL_CALLED;
    }
}
