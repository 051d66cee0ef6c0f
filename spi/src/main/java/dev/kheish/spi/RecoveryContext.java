package dev.kheish.spi;

import jakarta.json.spi.JsonProvider;

/**
 * What the host lends to {@link ConnectorKind#recover} for the length of that call. For the thread
 * of the call.
 */
public interface RecoveryContext {
    /** The connector's name. */
    String connector();

    /** The durable map of the incarnation, as its connector left it. */
    StateMap state();

    /** The JSON provider to hold on to. */
    JsonProvider json();

    /** Lines that name the connector. No secrets and no payloads. */
    System.Logger log();
}
