package dev.kheish.plugin.external;

import dev.kheish.spi.ConnectorException;
import dev.kheish.spi.ConnectorStatus;
import dev.kheish.spi.DeliveryResult;

import java.util.Optional;
import java.util.Set;

/** What is behind a connector: a program elsewhere, or a child of the host. Thread-safe. */
interface Sidecar extends Intake.Senders {
    /** Whether a delivery may be sent now. */
    sealed interface Readiness {
        /** It may, to a sidecar like this. */
        record Ready(Manifest manifest) implements Readiness {}

        /** It may not. */
        record Not(DeliveryResult instead) implements Readiness {}
    }

    /** Asks for the manifest, or remembers it. */
    Readiness readiness() throws InterruptedException;

    /** Whether an event with this id is its own. */
    @Override
    boolean owns(String instanceId) throws InterruptedException;

    /**
     * The shared token that it was started with, for as long as anything of it runs: after a
     * rotation it cannot know another. Empty where it is not the host that gives it one.
     */
    default Optional<String> givenToken() {
        return Optional.empty();
    }

    /** How it is doing, from memory. */
    ConnectorStatus status();

    /** Starts what has to run. */
    default void start() throws ConnectorException {}

    /** A secret was written. */
    default void secretsChanged(Set<String> settings) {}

    /** Lets it finish; its events are still taken. */
    default void drain() throws InterruptedException {}

    /** Ends it. */
    default void close() {}
}
