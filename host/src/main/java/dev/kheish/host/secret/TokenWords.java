package dev.kheish.host.secret;

import java.util.function.Predicate;
import java.util.regex.Pattern;

/**
 * Finds tokens in a text. Only their hashes are known, so words that could be one are looked up.
 */
final class TokenWords {
    private static final String HIDDEN = "[redacted]";
    private static final int TOKEN_LENGTH = 43;
    private static final int LONGEST_RUN = 128;
    private static final Pattern RUN = Pattern.compile("[A-Za-z0-9_-]{" + TOKEN_LENGTH + ",}");

    private TokenWords() {}

    /** The text without what is a token. */
    static String remove(String text, Predicate<String> isToken) {
        return RUN.matcher(text).replaceAll(match -> without(match.group(), isToken));
    }

    private static String without(String run, Predicate<String> isToken) {
        int starts = run.length() > LONGEST_RUN ? 1 : run.length() - TOKEN_LENGTH + 1;
        for (int start = 0; start < starts; start++) {
            int end = start + TOKEN_LENGTH;
            if (isToken.test(run.substring(start, end))) {
                return run.substring(0, start) + HIDDEN + without(run.substring(end), isToken);
            }
        }
        return run;
    }
}
