package dev.kheish.host.run;

/**
 * A run that a worker now has.
 *
 * @param attempt counts from 1
 * @param expiresMs when the lease ends unless a heartbeat comes
 */
public record Claim(StoredRun run, RunInput input, RunLease lease, long attempt, long expiresMs) {}
