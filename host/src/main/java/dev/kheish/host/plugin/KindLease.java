package dev.kheish.host.plugin;

import dev.kheish.spi.ConnectorKind;

/**
 * A borrowed kind. While the lease is open its plugin stays loaded, hidden or not; whoever opened a
 * connector with it holds it until the connector is closed. Safe for use by many threads.
 */
public interface KindLease extends AutoCloseable {
    /**
     * The kind, isolated: it may be called from any thread, and throws only what its interface
     * declares and {@link PluginFault}.
     *
     * @throws IllegalStateException once the lease is closed
     */
    ConnectorKind kind();

    /** The plugin that offers it. */
    String pluginId();

    /** The generation of that plugin; a larger one replaced a smaller one. */
    long generation();

    /** Gives the kind back. Safe to call twice. */
    @Override
    void close();
}
