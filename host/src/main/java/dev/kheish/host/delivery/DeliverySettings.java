package dev.kheish.host.delivery;

import dev.kheish.host.connector.DeliveryPolicy;

import java.time.Duration;

/**
 * How the host delivers.
 *
 * @param concurrency attempts at a time, over all connectors
 * @param laneHold how long a failing head keeps the rest of its lane waiting, from its first
 *     attempt on
 * @param unnamed policy of targets that name no connector; its concurrency holds for each origin
 * @param stopGrace how long running attempts may go on when the host stops
 */
public record DeliverySettings(
        int concurrency,
        Duration laneHold,
        BackOff backOff,
        Breaker.Settings breaker,
        DeliveryPolicy unnamed,
        Duration stopGrace) {
    /** What holds when nothing is configured. */
    public static final DeliverySettings DEFAULT =
            new DeliverySettings(
                    64,
                    Duration.ofMinutes(10),
                    BackOff.DEFAULT,
                    Breaker.Settings.DEFAULT,
                    DeliveryPolicy.DEFAULT,
                    Duration.ofSeconds(10));

    /** The same for targets that name no connector under another policy. */
    public DeliverySettings withUnnamed(DeliveryPolicy policy) {
        return new DeliverySettings(concurrency, laneHold, backOff, breaker, policy, stopGrace);
    }
}
