package dev.kheish.plugin.telegram;

import dev.kheish.spi.EgressException;

import jakarta.json.JsonObject;
import jakarta.json.JsonValue;

import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;

/** How a call of the Bot API ended. */
sealed interface ApiAnswer {
    /** Telegram did it. */
    record Ok(JsonValue result) implements ApiAnswer {
        /** The result where it is an object; else an empty one. */
        JsonObject object() {
            return result instanceof JsonObject object ? object : JsonValue.EMPTY_JSON_OBJECT;
        }
    }

    /**
     * Telegram says why not.
     *
     * @param code its error code, which is the HTTP status as well
     * @param description for people
     * @param migratedTo the id under which the group is known now
     */
    record Refused(int code, String description, OptionalLong migratedTo) implements ApiAnswer {
        static final int UNAUTHORIZED = 401;
        static final int FORBIDDEN = 403;
        static final int NOT_FOUND = 404;
        static final int CONFLICT = 409;

        /** Whether it is the token that is wrong: a malformed one is answered 404. */
        boolean isAboutToken() {
            return code == UNAUTHORIZED || code == NOT_FOUND;
        }
    }

    /**
     * Telegram wants less.
     *
     * @param after when it is well again, where it says so
     */
    record Limited(Optional<Duration> after, String description) implements ApiAnswer {}

    /**
     * An answer without a word of Telegram's, or a failure of its own.
     *
     * @param start of the answer, for whoever can make something of it
     */
    record Broken(int status, String start) implements ApiAnswer {}

    /** No answer. */
    record Silent(EgressException cause) implements ApiAnswer {
        /** Whether the host itself refuses to go there. */
        boolean isForbidden() {
            return switch (cause.reason()) {
                case INVALID_URL, BLOCKED_ADDRESS -> true;
                default -> false;
            };
        }
    }
}
