package dev.kheish.host.session;

/** What became of a wish to change a session. */
public sealed interface SessionOutcome {
    /** It is so now. */
    record Done(Session session) implements SessionOutcome {}

    /** It was made just now. */
    record Created(Session session) implements SessionOutcome {}

    /** There is no such session. */
    record Unknown() implements SessionOutcome {}

    /** It was made with another {@code member}. */
    record Mismatch(String member) implements SessionOutcome {}

    /** The persona does not exist. */
    record UnknownPersona(String personaId) implements SessionOutcome {}

    /** It has unfinished runs. */
    record Busy() implements SessionOutcome {}

    /** The key leads to another session. */
    record KeyTaken(String sessionId) implements SessionOutcome {}
}
