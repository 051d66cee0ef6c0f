package dev.kheish.host.delivery;

import org.jspecify.annotations.Nullable;

/**
 * What keeps a channel back.
 *
 * @param breaker CLOSED, OPEN or HALF_OPEN
 * @param connector null for targets that name none; then the label is their origin
 * @param probeAtMs when the breaker lets a probe through; 0 while it is closed
 * @param hold code of the reason why it is held; null if it is not
 */
public record Pressure(
        String plugin,
        @Nullable String connector,
        String label,
        String breaker,
        int failures,
        long probeAtMs,
        @Nullable String hold) {
    static Pressure of(Channel channel) {
        ChannelKey key = channel.key();
        Breaker breaker = channel.breaker();
        Availability.Held hold = channel.hold();
        return new Pressure(
                key.plugin(),
                key.connector(),
                key.label(),
                breaker.state().name(),
                breaker.failures(),
                breaker.probeAtMs(),
                hold == null ? null : hold.code());
    }

    /** Whether deliveries wait for it. */
    public boolean blocks() {
        return hold != null || !breaker.equals(Breaker.State.CLOSED.name());
    }
}
