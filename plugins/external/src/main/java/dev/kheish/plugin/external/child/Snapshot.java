package dev.kheish.plugin.external.child;

import dev.kheish.plugin.external.Nullable;

/**
 * What is known of the child process at one moment. Immutable.
 *
 * @param reason why it is not better; empty when all is well
 * @param pid 0 when nothing runs
 * @param generation 0 before the first
 * @param startedAtMs 0 when nothing runs
 * @param up what it said last; null when nothing is ready
 * @param nextStartAtMs 0 when none is planned
 */
record Snapshot(
        ChildState state,
        String reason,
        long pid,
        long generation,
        String instanceId,
        long startedAtMs,
        int restarts,
        @Nullable Exit lastExit,
        Finding.@Nullable Up up,
        long nextStartAtMs) {}
