package dev.kheish.plugin.slack;

import java.util.Map;
import java.util.TreeMap;

/**
 * What somebody has to change before all of the connector works again, by token and method. Safe
 * for use by many threads.
 */
final class Troubles {
    private final Map<String, Trouble> troubles = new TreeMap<>();

    /**
     * One thing that is wrong.
     *
     * @param error Slack's word for it, or ours
     * @param text for people: what is wrong and what to do
     * @param total whether nothing works with this token
     */
    record Trouble(String error, String text, boolean total) {}

    synchronized void report(Tokens.Token token, String method, Trouble trouble) {
        troubles.put(key(token, method), trouble);
    }

    /** The method did what it should, so the token is good and Slack within reach, too. */
    synchronized void solved(Tokens.Token token, String method) {
        troubles.remove(key(token, method));
        troubles.remove(key(token, SlackApi.AUTH_TEST));
        String of = key(token, "");
        troubles.entrySet()
                .removeIf(each -> each.getKey().startsWith(of) && each.getValue().total());
    }

    synchronized void forgetAll() {
        troubles.clear();
    }

    /** All of them, by token and method. */
    synchronized Map<String, Trouble> all() {
        return new TreeMap<>(troubles);
    }

    private static String key(Tokens.Token token, String method) {
        return token.path() + " " + method;
    }
}
