package dev.kheish.host.session;

/** Whether an input may enter a session. */
public sealed interface Admission {
    /** It may; the session exists. */
    record Enter(Session session) implements Admission {}

    /** It may, and the session is to be made with these terms. */
    record Make(String id, Session.Terms terms) implements Admission {}

    /** The policy makes no sessions. */
    record Missing(String id) implements Admission {}

    /** The session was made with another value of {@code member}. */
    record Mismatch(String id, String member) implements Admission {}

    /** The persona does not exist. */
    record UnknownPersona(String personaId) implements Admission {}

    /** Nothing says which session. */
    record NoSession() implements Admission {}
}
