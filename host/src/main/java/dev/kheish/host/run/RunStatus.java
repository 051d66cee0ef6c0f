package dev.kheish.host.run;

import org.jspecify.annotations.Nullable;

import java.util.Map;

/**
 * How much work there is. Reading it costs the same whatever is stored.
 *
 * @param counts all runs by state
 * @param oldestReadyMs since when the oldest claimable run could have been claimed; null if there
 *     is none
 */
public record RunStatus(Map<RunState, Long> counts, @Nullable Long oldestReadyMs) {}
