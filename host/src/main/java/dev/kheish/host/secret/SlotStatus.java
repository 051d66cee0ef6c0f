package dev.kheish.host.secret;

import org.jspecify.annotations.Nullable;

/**
 * What people see of a slot: never its value.
 *
 * @param version counts writes
 * @param automaticOf number of the connector's incarnation that the slot was made for and goes with
 */
public record SlotStatus(
        String name,
        String provider,
        String mode,
        boolean revoked,
        long version,
        @Nullable Long automaticOf,
        long createdMs,
        long updatedMs) {}
