package dev.kheish.spi;

/** A run that an event made. Implemented by the host; immutable. */
public interface RunRef {
    /** Such as {@code run_01k…}. */
    String runId();

    /** The session it belongs to. */
    String sessionId();
}
