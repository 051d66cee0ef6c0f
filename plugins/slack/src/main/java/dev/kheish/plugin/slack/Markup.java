package dev.kheish.plugin.slack;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Makes plain text of what Slack would take for commands: after it every {@code &} begins one of
 * three entities, and {@code <} stands only before a mention of everybody that an operator allowed.
 * Immutable.
 */
final class Markup {
    private static final Pattern SPECIAL = Pattern.compile("[&<>]");
    private static final Pattern SPECIAL_OR_BROADCAST =
            Pattern.compile("<!(?:channel|here|everyone)(?:\\|[^<>&|\\s]{1,64})?>|[&<>]");

    private final Pattern pattern;

    Markup(boolean allowsBroadcasts) {
        this.pattern = allowsBroadcasts ? SPECIAL_OR_BROADCAST : SPECIAL;
    }

    String escape(String text) {
        return pattern.matcher(text)
                .replaceAll(match -> Matcher.quoteReplacement(of(match.group())));
    }

    private static String of(String found) {
        return switch (found) {
            case "&" -> "&amp;";
            case "<" -> "&lt;";
            case ">" -> "&gt;";
            default -> found;
        };
    }
}
