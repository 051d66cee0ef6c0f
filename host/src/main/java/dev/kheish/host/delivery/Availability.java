package dev.kheish.host.delivery;

import dev.kheish.host.connector.DeliveryPolicy;

import java.time.Duration;

/** Whether anything can be sent through a channel at the moment. */
sealed interface Availability {
    /** It can, or it will be found out for each delivery that it never can. */
    record Open(DeliveryPolicy policy) implements Availability {}

    /**
     * It cannot, and deliveries do not age meanwhile.
     *
     * @param code stable, such as {@code connector_paused}
     */
    record Held(String code, String detail, Duration retryAfter) implements Availability {}
}
