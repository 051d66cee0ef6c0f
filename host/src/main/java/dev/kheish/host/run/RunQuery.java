package dev.kheish.host.run;

import org.jspecify.annotations.Nullable;

/**
 * Which runs to list.
 *
 * @param sessionId of this session only
 * @param state in this state only
 * @param connector of this connector only, as {@code kind:name}
 * @param after row number of the last run already seen
 */
public record RunQuery(
        @Nullable String sessionId,
        @Nullable RunState state,
        @Nullable String connector,
        boolean newestFirst,
        @Nullable Long after,
        int limit) {}
