package dev.kheish.host.run;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.List;

/**
 * What a worker asks for.
 *
 * @param worker its name, shown beside the runs that it has
 * @param caller name of the token that it came with; empty for the host's own handlers
 * @param limit how many runs at most
 * @param patience how long to wait for the first
 * @param lease how long it may keep them without a heartbeat
 * @param connectors {@code kind:name} of the connectors that it serves; null for all runs
 * @param sessions ids of the sessions that it serves; null for all
 */
public record ClaimRequest(
        String worker,
        String caller,
        int limit,
        Duration patience,
        Duration lease,
        @Nullable List<String> connectors,
        @Nullable List<String> sessions) {
    /** The most runs in one answer. */
    public static final int MAX_LIMIT = 100;

    /** The longest wait. */
    public static final Duration MAX_WAIT = Duration.ofSeconds(60);

    /** The usual lease. */
    public static final Duration LEASE = Duration.ofSeconds(60);

    /** The shortest lease. */
    public static final Duration MIN_LEASE = Duration.ofSeconds(5);

    /** The longest lease. */
    public static final Duration MAX_LEASE = Duration.ofMinutes(15);

    /** Refuses what callers should have checked. */
    public ClaimRequest {
        if (limit < 1 || limit > MAX_LIMIT) {
            throw new IllegalArgumentException("A claim is for 1 to " + MAX_LIMIT + " runs");
        }
        if (patience.isNegative() || patience.compareTo(MAX_WAIT) > 0) {
            throw new IllegalArgumentException("A claim waits at most " + MAX_WAIT);
        }
        requireLease(lease);
    }

    /** Any run, one at a time. */
    public static ClaimRequest one(String worker, Duration patience, Duration lease) {
        return new ClaimRequest(worker, "", 1, patience, lease, null, null);
    }

    static void requireLease(Duration lease) {
        if (lease.compareTo(MIN_LEASE) < 0 || lease.compareTo(MAX_LEASE) > 0) {
            throw new IllegalArgumentException("A lease lasts " + MIN_LEASE + " to " + MAX_LEASE);
        }
    }
}
