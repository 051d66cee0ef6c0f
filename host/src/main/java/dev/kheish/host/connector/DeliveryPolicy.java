package dev.kheish.host.connector;

import java.time.Duration;

/**
 * How deliveries are tried.
 *
 * @param maxAttempts after these it is dead-lettered
 * @param maxAge since the delivery was made; after this it is dead-lettered
 * @param concurrency deliveries at a time
 * @param perSecond attempts a second; 0 for no limit
 * @param timeout of one attempt
 */
public record DeliveryPolicy(
        int maxAttempts, Duration maxAge, int concurrency, int perSecond, Duration timeout) {
    /** Age is what ends the tries: with the host's back-off a day holds about 150 attempts. */
    public static final DeliveryPolicy DEFAULT =
            new DeliveryPolicy(1000, Duration.ofHours(24), 64, 0, Duration.ofSeconds(30));
}
