package dev.kheish.host.connector;

import dev.kheish.spi.Connector;
import dev.kheish.spi.Route;

import java.util.List;
import java.util.Optional;

/** A connector that was opened from one version of its settings. Safe for use by many threads. */
public interface LiveConnector {
    /** Number of its row: a connector that was deleted and made again has another. */
    long incarnation();

    /** Its kind. */
    String kind();

    /** Its name, unique in the kind. */
    String name();

    /** The kind's own part; call it with a {@link #hold} in hand. */
    Connector connector();

    /** Where outside callers reach it. */
    List<Route> routes();

    /** What its settings ask of the host. */
    ConnectorPolicy policy();

    /**
     * Keeps it from being closed for the length of a call.
     *
     * @return empty if it is closed, or about to be: look it up again
     */
    Optional<Hold> hold();

    /** The right to use a connector, until closed. */
    interface Hold extends AutoCloseable {
        /** Safe to call twice. */
        @Override
        void close();
    }
}
