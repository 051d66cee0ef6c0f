package dev.kheish.host.delivery;

/**
 * Which dead letters to send once more.
 *
 * @param limit at most this many, oldest first
 * @param dryRun only tell
 * @param force also those that were replayed before
 * @param includeAmbiguous also those that may have arrived
 */
public record BulkReplay(
        DeliveryFilter filter,
        int limit,
        boolean dryRun,
        boolean force,
        boolean includeAmbiguous) {}
