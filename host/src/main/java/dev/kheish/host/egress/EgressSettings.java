package dev.kheish.host.egress;

import java.time.Duration;
import java.util.Objects;

/**
 * Limits of the client.
 *
 * @param userAgent sent unless a request brings its own
 * @param exchangesPerOrigin exchanges under way with one origin; further ones wait within their
 *     time
 * @param exchanges exchanges under way in all; as many connections again may be kept idle
 * @param idleFor how long an idle connection is kept
 */
public record EgressSettings(
        String userAgent, int exchangesPerOrigin, int exchanges, Duration idleFor) {
    private static final int PER_ORIGIN = 128;
    private static final int IN_ALL = 512;
    private static final Duration IDLE_FOR = Duration.ofSeconds(10);

    /** Checks that every limit lets something through. */
    public EgressSettings {
        Objects.requireNonNull(userAgent, "userAgent");
        if (exchangesPerOrigin < 1 || exchanges < 1) {
            throw new IllegalArgumentException("At least one exchange must be allowed at a time");
        }
        if (idleFor.isNegative()) {
            throw new IllegalArgumentException("An idle time cannot be negative: " + idleFor);
        }
    }

    /** What suits a host of any size. */
    public static EgressSettings defaults() {
        String version = EgressSettings.class.getPackage().getImplementationVersion();
        return new EgressSettings(
                "kheish/" + (version == null ? "dev" : version), PER_ORIGIN, IN_ALL, IDLE_FOR);
    }
}
