package dev.kheish.host.session;

/** Which session an event belongs to. */
public sealed interface Resolution {
    /** This one. */
    record Existing(Session session) implements Resolution {}

    /** One with this id, which is still to be made. */
    record Missing(String id) implements Resolution {}

    /** The event names no session and no key. */
    record None() implements Resolution {}
}
