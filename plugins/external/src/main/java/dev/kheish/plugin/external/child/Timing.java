package dev.kheish.plugin.external.child;

import dev.kheish.spi.Lease;

import java.time.Duration;

/**
 * How patient supervision is. Immutable.
 *
 * @param readiness how long a start may take
 * @param readinessPoll the pause between two questions until then
 * @param healthPoll the pause between two questions afterwards
 * @param steady how long it has to stay ready before earlier failures are forgotten
 * @param grace from asking it to leave until it is made to
 * @param coalescing changes of secrets this close to the first make one restart
 * @param tokenRenewal how often it gets a new token
 * @param restart what the restart pauses are multiplied with, in thousandths
 */
record Timing(
        Duration readiness,
        Duration readinessPoll,
        Duration healthPoll,
        Duration steady,
        Duration grace,
        Duration coalescing,
        Duration tokenRenewal,
        int restart) {
    static final Timing USUAL =
            new Timing(
                    Duration.ofSeconds(20),
                    Duration.ofMillis(250),
                    Duration.ofSeconds(10),
                    Duration.ofSeconds(60),
                    Duration.ofSeconds(10),
                    Duration.ofSeconds(2),
                    Lease.TOKEN_RENEWAL,
                    1000);

    Duration pause(Duration usual) {
        return Duration.ofMillis(usual.toMillis() * restart / 1000);
    }
}
