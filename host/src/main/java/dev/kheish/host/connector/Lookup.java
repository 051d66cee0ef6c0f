package dev.kheish.host.connector;

import java.time.Duration;

/** What a name stands for at the moment. */
public sealed interface Lookup {
    /** Nothing is configured under this name. */
    record Unknown() implements Lookup {}

    /**
     * It is configured, but cannot be used now.
     *
     * @param code stable, such as {@code connector_paused}
     * @param detail for people; no secret
     */
    record Unavailable(String code, String detail, Duration retryAfter) implements Lookup {}

    /** It can be used. */
    record Live(LiveConnector connector) implements Lookup {}
}
