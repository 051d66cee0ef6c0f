package dev.kheish.plugin.slack;

import dev.kheish.spi.ConnectorContext;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Asks Slack whom the tokens belong to: to know the app's own words again, and to tell of a bad
 * token before the first answer needs it. Safe for use by many threads.
 */
final class Identities {
    private static final String TASK = "identity";
    private static final int SERVER_ERROR = 500;

    private final SlackApi api;
    private final Tokens tokens;
    private final Troubles troubles;
    private final ConnectorContext context;
    private final Map<String, Bot> known = new HashMap<>();

    /** Counts the sets of tokens: what one that has been replaced belongs to means nothing. */
    private int era;

    private boolean asking;

    Identities(SlackApi api, Tokens tokens, Troubles troubles, ConnectorContext context) {
        this.api = api;
        this.tokens = tokens;
        this.troubles = troubles;
        this.context = context;
    }

    /** Whom a token belongs to. */
    record Bot(String team, String user) {}

    /** Asks for all tokens, beside whatever else happens: they are new, or have changed. */
    synchronized void begin() {
        known.clear();
        era++;
        spawn();
    }

    /** Slack takes a token no more: asks for it until that has changed. */
    synchronized void doubt(Tokens.Token token) {
        known.remove(token.path());
        if (!asking) {
            spawn();
        }
    }

    private void spawn() {
        int mine = era;
        asking = true;
        context.spawn(TASK, () -> ask(mine));
    }

    /**
     * Asks for all tokens that are not known yet.
     *
     * @throws NoAnswerException when one of them got no good answer; ask again later
     */
    private void ask(int mine) throws InterruptedException, NoAnswerException {
        Optional<String> bad = Optional.empty();
        for (String path : tokens.paths()) {
            Optional<Tokens.Token> token = tokens.at(path);
            if (token.isPresent() && isUnknown(path, mine)) {
                Optional<String> answer = ask(token.get(), mine);
                bad = bad.isPresent() ? bad : answer;
            }
        }
        if (bad.isPresent() && isCurrent(mine)) {
            throw new NoAnswerException(bad.get());
        }
        end(mine);
    }

    private synchronized boolean isCurrent(int mine) {
        return mine == era;
    }

    private synchronized boolean isUnknown(String path, int mine) {
        return mine == era && !known.containsKey(path);
    }

    private synchronized void learn(Tokens.Token token, Bot bot, int mine) {
        if (mine == era) {
            known.put(token.path(), bot);
            troubles.solved(token, SlackApi.AUTH_TEST);
        }
    }

    private synchronized void end(int mine) {
        if (mine == era) {
            asking = false;
        }
    }

    /** Slack cannot be reached, or does not take a token. */
    static final class NoAnswerException extends Exception {
        private static final long serialVersionUID = 1L;

        NoAnswerException(String message) {
            super(message, null, false, false); // expected, and logged each time it is tried again
        }
    }

    /** What is wrong with a token; empty when nothing is. */
    private Optional<String> ask(Tokens.Token token, int mine)
            throws InterruptedException, NoAnswerException {
        ApiAnswer answer = api.authTest(token);
        if (!isCurrent(mine)) {
            return Optional.empty();
        }
        switch (answer) {
            case ApiAnswer.Ok ok ->
                    learn(token, new Bot(ok.text("team_id"), ok.text("user_id")), mine);
            case ApiAnswer.Refused refused -> {
                return refused(token, refused);
            }
            case ApiAnswer.Limited(_, var after) ->
                    throw unreachable(token, "it asked to wait " + after.toSeconds() + " s");
            case ApiAnswer.Broken(int status, _) -> {
                if (status >= SERVER_ERROR) {
                    throw unreachable(token, "it answered HTTP " + status);
                }
            }
            case ApiAnswer.Silent silent -> throw unreachable(token, silent.cause().getMessage());
        }
        return Optional.empty();
    }

    private NoAnswerException unreachable(Tokens.Token token, String why) {
        String text = "Slack cannot be asked just now: " + why;
        troubles.report(
                token, SlackApi.AUTH_TEST, new Troubles.Trouble("unreachable", text, false));
        return new NoAnswerException(text);
    }

    /** Only a bad token is worth a word: not everything that speaks for Slack knows this call. */
    private Optional<String> refused(Tokens.Token token, ApiAnswer.Refused refused) {
        ApiError error = ApiError.of(refused.error());
        if (error.sort() != ApiError.Sort.TOKEN) {
            return Optional.empty();
        }
        var call = new Verdicts.Call(SlackApi.AUTH_TEST, token, "", 1, false);
        String reason = Verdicts.reason(call, refused, error);
        troubles.report(
                token, SlackApi.AUTH_TEST, new Troubles.Trouble(refused.error(), reason, true));
        return Optional.of(reason);
    }

    synchronized boolean isOwnUser(String user) {
        return known.values().stream().anyMatch(bot -> bot.user().equals(user));
    }

    /** The bots that are known, by where their token is configured. */
    synchronized Map<String, Bot> known() {
        return new TreeMap<>(known);
    }
}
