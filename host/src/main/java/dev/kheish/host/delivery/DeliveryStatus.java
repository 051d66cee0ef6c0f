package dev.kheish.host.delivery;

import org.jspecify.annotations.Nullable;

import java.util.List;

/**
 * How deliveries are doing, from memory and one index.
 *
 * @param pending never attempted
 * @param unresolved dead letters that nobody has dealt with
 * @param delivered since the start, as are the two after it
 * @param running attempts at this moment
 * @param dueChannels connectors and origins with heads of lanes that could be lent now
 * @param oldestPendingAtMs when the oldest unfinished delivery was made; null if there is none
 * @param pressures connectors and origins that are held or whose breaker is not closed
 */
public record DeliveryStatus(
        long pending,
        long retrying,
        long unresolved,
        long delivered,
        long deadLettered,
        long attempts,
        int running,
        int dueChannels,
        @Nullable Long oldestPendingAtMs,
        List<Pressure> pressures) {}
