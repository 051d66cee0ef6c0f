/**
 * Configured instances of kinds: their definitions from the file and the store, checked against the
 * kinds' setting specs, opened, started, replaced and closed. The door is {@link
 * dev.kheish.host.connector.Connectors}; rooms above that only look connectors up take a {@link
 * dev.kheish.host.connector.ConnectorDirectory}.
 */
@NullMarked
package dev.kheish.host.connector;

import org.jspecify.annotations.NullMarked;
