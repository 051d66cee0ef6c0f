package dev.kheish.host.connector;

import org.jspecify.annotations.Nullable;

/**
 * What the settings of a connector ask of the host.
 *
 * @param fixedSessionId every event goes to this session
 * @param eventsPerSecond new events for each rate scope; 0 for no limit
 */
public record ConnectorPolicy(
        @Nullable String fixedSessionId,
        SessionPolicy session,
        long eventsPerSecond,
        DeliveryPolicy delivery) {
    /** What holds for a kind that has none of these settings. */
    public static final ConnectorPolicy DEFAULT =
            new ConnectorPolicy(null, SessionPolicy.DEFAULT, 0, DeliveryPolicy.DEFAULT);
}
