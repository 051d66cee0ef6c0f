package dev.kheish.host.ingress;

import dev.kheish.host.connector.ConnectorPolicy;
import dev.kheish.host.connector.LiveConnector;

import org.jspecify.annotations.Nullable;

/**
 * Where an event comes from: a connector, or the control plane.
 *
 * @param incarnation of the connector; 0 for the control plane
 * @param plugin the kind, as runs show it
 * @param name for people
 */
record Source(long incarnation, String plugin, String name, ConnectorPolicy policy) {
    /** The control plane. It makes no sessions by the way and has no rate. */
    static final Source API = new Source(0, "daemon", "the API", ConnectorPolicy.DEFAULT);

    static Source of(LiveConnector connector) {
        return new Source(
                connector.incarnation(),
                connector.kind(),
                "connector " + connector.kind() + "/" + connector.name(),
                connector.policy());
    }

    /** What rows say of it. */
    @Nullable Long row() {
        return incarnation == 0 ? null : incarnation;
    }
}
