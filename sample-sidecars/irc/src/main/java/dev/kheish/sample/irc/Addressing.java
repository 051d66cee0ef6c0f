package dev.kheish.sample.irc;

import java.util.Optional;

/** Who a message in a channel is meant for. Stateless. */
final class Addressing {
    private Addressing() {}

    /**
     * What is said to us: the words after {@code nick:}, {@code nick,} or {@code @nick}; empty if
     * it is said to everybody or somebody else.
     */
    static Optional<String> words(String text, String nick, Casemapping casemapping) {
        String line = text.stripLeading();
        boolean at = line.startsWith("@");
        String rest = at ? line.substring(1) : line;
        int length = nick.length();
        if (rest.length() < length || !casemapping.same(rest.substring(0, length), nick)) {
            return Optional.empty();
        }
        String after = rest.substring(length);
        boolean separated = after.startsWith(":") || after.startsWith(",");
        if (separated) {
            return Optional.of(after.substring(1).strip());
        }
        return at && (after.isEmpty() || after.startsWith(" "))
                ? Optional.of(after.strip())
                : Optional.empty();
    }
}
