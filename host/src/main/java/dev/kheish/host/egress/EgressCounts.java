package dev.kheish.host.egress;

/**
 * What the client did since it was made, and what it holds now.
 *
 * @param answered requests that got an answer, whatever its status
 * @param failed requests that got none
 * @param opened connections made
 * @param repeated requests sent again because a kept connection turned out to be closed
 * @param idle connections kept for later
 * @param exchangeNanos time spent on all requests together
 */
public record EgressCounts(
        long answered, long failed, long opened, long repeated, int idle, long exchangeNanos) {}
