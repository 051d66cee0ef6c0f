package dev.kheish.spi;

import java.util.Objects;

/**
 * No answer. The message names the origin at most: never path, query, headers or resolved
 * addresses.
 */
public final class EgressException extends Exception {
    private static final long serialVersionUID = 1L;

    /** Why there is no answer. Later levels may add reasons. */
    public enum Reason {
        /** The URL cannot be used. Permanent. */
        INVALID_URL,
        /** The host leads to an address that is not public. */
        BLOCKED_ADDRESS,
        /** The name has no address, or the name servers did not answer. */
        UNKNOWN_HOST,
        /** No connection. */
        CONNECT,
        /** No secure connection. */
        TLS,
        /** Not in time. */
        TIMEOUT,
        /** The answer is longer than allowed. */
        TOO_LARGE,
        /** The connection broke, or what came was not HTTP. */
        PROTOCOL
    }

    private final Reason reason;

    /** Made by the host, and by fakes in tests. */
    public EgressException(Reason reason, String message) {
        super(message);
        this.reason = Objects.requireNonNull(reason, "reason");
    }

    /** Why. */
    public Reason reason() {
        return reason;
    }

    /** What to tell people; never null. */
    @Override
    public String getMessage() {
        return Objects.requireNonNullElse(super.getMessage(), "");
    }
}
