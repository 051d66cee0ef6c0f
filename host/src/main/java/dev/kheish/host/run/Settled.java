package dev.kheish.host.run;

import org.jspecify.annotations.Nullable;

import java.util.List;

/**
 * How a run was settled.
 *
 * @param state what it is now: completed, failed, or queued for another try
 * @param retryAtMs when that try may start
 * @param outputs ids of all the run's outputs, in order
 */
public record Settled(
        StoredRun run, RunState state, @Nullable Long retryAtMs, List<String> outputs) {}
