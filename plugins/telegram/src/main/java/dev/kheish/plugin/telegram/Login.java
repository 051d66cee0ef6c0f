package dev.kheish.plugin.telegram;

import dev.kheish.spi.ConnectorContext;

import java.time.Duration;
import java.util.Optional;
import java.util.random.RandomGenerator;

/**
 * Learns whom the token belongs to before anything else is done with it, and tells of a bad one
 * before the first answer needs it. For one thread.
 */
final class Login {
    /** Somebody has to change something, which takes a while. */
    static final Duration LONGEST_REFUSED = Duration.ofMinutes(5);

    /** It may be over at any time. */
    static final Duration LONGEST_UNREACHABLE = Duration.ofMinutes(1);

    private final ConnectorContext context;
    private final Account account;
    private final Verdicts verdicts;
    private final Troubles troubles;
    private final BackOff backOff;

    Login(
            ConnectorContext context,
            Account account,
            Verdicts verdicts,
            Troubles troubles,
            RandomGenerator random) {
        this.context = context;
        this.account = account;
        this.verdicts = verdicts;
        this.troubles = troubles;
        this.backOff = new BackOff(random);
    }

    /** Tries once if it is not known; how long to wait before the next try, empty when it is. */
    Optional<Duration> attempt(String token) throws InterruptedException {
        if (account.known(token).isPresent() && !verdicts.isTokenRefused()) {
            return Optional.empty();
        }
        ApiAnswer answer = account.ask(token);
        return switch (answer) {
            case ApiAnswer.Ok _ when account.known(token).isPresent() -> {
                verdicts.tokenWorks();
                troubles.solved(BotApi.GET_ME);
                backOff.reset();
                yield Optional.empty();
            }
            case ApiAnswer.Ok _ -> Optional.of(unreachable("its answer is of no use"));
            case ApiAnswer.Refused refused when refused.isAboutToken() -> {
                if (verdicts.reportToken(BotApi.GET_ME, refused)) {
                    context.log().log(
                            System.Logger.Level.WARNING, "Telegram does not know the bot token");
                }
                yield Optional.of(backOff.next(LONGEST_REFUSED));
            }
            case ApiAnswer.Refused refused ->
                    Optional.of(unreachable("it refused: " + refused.description()));
            case ApiAnswer.Limited limited -> {
                unreachable("it asked to wait");
                yield Optional.of(limited.after().orElse(Verdicts.SHORT_WAIT));
            }
            case ApiAnswer.Broken(int status, _) ->
                    Optional.of(unreachable("it answered HTTP " + status));
            case ApiAnswer.Silent silent -> Optional.of(unreachable(silent.cause().getMessage()));
        };
    }

    private Duration unreachable(String why) {
        String text = "Telegram cannot be asked just now: " + why;
        troubles.report(BotApi.GET_ME, new Troubles.Trouble("unreachable", text, false));
        return backOff.next(LONGEST_UNREACHABLE);
    }
}
