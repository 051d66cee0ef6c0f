package dev.kheish.spi;

import java.time.Duration;

/**
 * What became of one event of a {@link Submission}. Made by the host, when the commit is on disk.
 *
 * <p>Later levels may add cases: switch over them with a {@code default} that answers 503.
 */
public sealed interface Receipt {
    /** It made this run. */
    record Accepted(RunRef run) implements Receipt {}

    /**
     * Its key, or one of its aliases, was known with the same fingerprint; nothing new was stored.
     * The run may have been pruned since: its reference still answers.
     */
    record Duplicate(RunRef run) implements Receipt {}

    /** Its key was known with another fingerprint; nothing was stored. */
    record Conflict(RunRef original) implements Receipt {}

    /**
     * It cannot be taken; nothing was stored.
     *
     * @param detail what is wrong, and which setting or member to change
     */
    record Refused(Refusal reason, String detail) implements Receipt {}

    /** The connector's rate for new events is used up; nothing was stored. */
    record RateLimited(Duration after) implements Receipt {}

    /** The host, or the session, has too much work queued; nothing was stored. */
    record Overloaded(Duration after) implements Receipt {}

    /** Whether the same event, submitted again later, may yet be taken. */
    static boolean isPassing(Receipt receipt) {
        return switch (receipt) {
            case RateLimited _, Overloaded _ -> true;
            case Refused refused -> refused.reason() == Refusal.CLOSED;
            case Accepted _, Duplicate _, Conflict _ -> false;
        };
    }

    /** Why an event was refused. Later levels may add reasons. */
    enum Refusal {
        /** No session follows from the event: no fixed one, no id, no key. */
        NO_SESSION,
        /** The session id cannot be one: it is blank, or holds a slash or a control character. */
        BAD_SESSION_ID,
        /** The session does not exist and {@code session_policy.create_if_missing} is false. */
        SESSION_MISSING,
        /** The session was made with another persona, capability scope or credential scope. */
        SESSION_MISMATCH,
        /** The persona of {@code session_policy} does not exist. */
        UNKNOWN_PERSONA,
        /** A reply target cannot be used. */
        BAD_TARGET,
        /** A reply target names a connector that does not exist. */
        UNKNOWN_TARGET,
        /** An {@code asset_reference} names no stored asset. */
        UNKNOWN_ASSET,
        /** An item is of a sort that the host does not take. */
        UNSUPPORTED_ITEM,
        /** Neither content nor items nor files: nothing to do. */
        EMPTY,
        /** A member is longer or deeper than the host stores. */
        TOO_LARGE,
        /** The connector was closed, paused or replaced while the event was under way. */
        CLOSED
    }
}
