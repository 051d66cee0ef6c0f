package dev.kheish.plugin.slack;

import dev.kheish.spi.EgressException;

import jakarta.json.JsonObject;

import java.time.Duration;
import java.util.Optional;

/** How a call of the Web API ended. */
sealed interface ApiAnswer {
    /** Slack did it. */
    record Ok(JsonObject body) implements ApiAnswer {
        /** A text of the answer; empty when it is not there. */
        String text(String name) {
            return body.getString(name, "");
        }
    }

    /**
     * Slack says why not.
     *
     * @param status of HTTP; 0 where nothing was sent, since nothing could be
     * @param error Slack's word for it
     * @param needed the scope that the token lacks, where that is what is wrong; else empty
     * @param shown the answer, without what must not be shown
     */
    record Refused(int status, String error, String needed, String shown) implements ApiAnswer {}

    /** Slack wants less, and says from when on it is well again. */
    record Limited(int status, Duration after) implements ApiAnswer {}

    /**
     * An answer without a word of Slack's: from a proxy in between, or torn.
     *
     * @param after how long to wait, where it says so
     */
    record Broken(int status, Optional<Duration> after) implements ApiAnswer {}

    /** No answer. */
    record Silent(EgressException cause) implements ApiAnswer {
        /** Whether it is certain that nothing was sent. */
        boolean isUnsent() {
            return switch (cause.reason()) {
                case INVALID_URL, BLOCKED_ADDRESS, UNKNOWN_HOST, CONNECT, TLS -> true;
                default -> false;
            };
        }

        /** Whether the host itself refuses to go there. */
        boolean isForbidden() {
            return switch (cause.reason()) {
                case INVALID_URL, BLOCKED_ADDRESS -> true;
                default -> false;
            };
        }
    }
}
