package dev.kheish.host.connector;

import java.util.Locale;

/** Where a connector was defined. */
public enum ConnectorSource {
    /** In the connectors file; read-only through the API. */
    FILE,
    /** Through the API. */
    DAEMON;

    /** As in views and rows. */
    public String text() {
        return name().toLowerCase(Locale.ROOT);
    }
}
