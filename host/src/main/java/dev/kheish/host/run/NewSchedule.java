package dev.kheish.host.run;

import org.jspecify.annotations.Nullable;

/**
 * A schedule to make.
 *
 * @param sessionId made with the first run if it is missing by then
 * @param maxExecutions how often it fires at most; null for ever
 * @param input what each run gets
 */
public record NewSchedule(
        String sessionId,
        Cadence cadence,
        Overlap overlap,
        Misfire misfire,
        @Nullable Long maxExecutions,
        RunInput input) {}
