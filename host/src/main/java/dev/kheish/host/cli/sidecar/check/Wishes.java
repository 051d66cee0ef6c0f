package dev.kheish.host.cli.sidecar.check;

import org.jspecify.annotations.Nullable;

/**
 * What only the caller can know about a sidecar.
 *
 * @param replyRoute where a delivery arrives
 * @param provoke a shell command that makes the sidecar send an event
 * @param count a shell command that prints how many messages were sent on to the platform
 * @param lifeline whether the sidecar promises to leave at the end of its standard input
 */
public record Wishes(
        @Nullable String replyRoute,
        @Nullable String provoke,
        @Nullable String count,
        boolean lifeline) {
    public static final Wishes NONE = new Wishes(null, null, null, false);
}
