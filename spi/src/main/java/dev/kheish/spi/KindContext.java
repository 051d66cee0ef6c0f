package dev.kheish.spi;

import jakarta.json.JsonValue;
import jakarta.json.spi.JsonProvider;

import java.time.Clock;

/** What the host lends to a kind as a whole. Safe for use by many threads. */
public interface KindContext {
    /** The JSON provider to hold on to; looking one up for each value is slow. */
    JsonProvider json();

    /**
     * Parses JSON as {@link ConnectorContext#parse} does.
     *
     * @throws MalformedJsonException saying what is wrong and where
     */
    JsonValue parse(byte[] utf8, int maxDepth) throws MalformedJsonException;

    /** The guarded HTTP client; a kind has no other way out. */
    Egress egress();

    /** The host's clock. Tests set it; so ask it, never the system. */
    Clock clock();

    /** Lines that name the kind. No secrets and no payloads. */
    System.Logger log();
}
