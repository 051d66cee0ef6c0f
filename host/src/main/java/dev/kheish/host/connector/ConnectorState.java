package dev.kheish.host.connector;

import java.util.Locale;

/**
 * What a connector is doing. Stable names: they appear in the API, in metrics and on the stream.
 */
public enum ConnectorState {
    /** Open and started. */
    ACTIVE,
    /** Open; its routes answer, the rest is on its way. */
    STARTING,
    /** Closed until an operator resumes it. */
    PAUSED,
    /** Takes no events and goes away when nothing refers to it any more. */
    DRAINING,
    /** No plugin offers its kind at the moment. */
    WAITING_FOR_KIND,
    /** It cannot be used as it is configured; the error says why. */
    ERROR;

    /** As in views and events. */
    public String text() {
        return name().toLowerCase(Locale.ROOT);
    }
}
