package dev.kheish.host.cli;

import org.jspecify.annotations.Nullable;

/** A connector in one word: kind/name for people, kind:name on the wire. */
final class ConnectorKey {
    private ConnectorKey() {}

    static @Nullable String onTheWire(@Nullable String word) {
        if (word == null) {
            return null;
        }
        String key = word.replace('/', ':');
        int colon = key.indexOf(':');
        if (colon < 1 || colon != key.lastIndexOf(':') || colon == key.length() - 1) {
            throw CommandFailure.usage("'" + word + "' is no connector of the form KIND/NAME.");
        }
        return key;
    }
}
