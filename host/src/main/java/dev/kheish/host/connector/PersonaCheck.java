package dev.kheish.host.connector;

/** Knows the personas. */
@FunctionalInterface
public interface PersonaCheck {
    /** Whether there is a persona of this id. */
    boolean exists(String id);
}
