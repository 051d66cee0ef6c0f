package dev.kheish.host.secret;

import java.util.SortedMap;

/**
 * What operators see of a lease: never a token.
 *
 * @param epoch of its subject when it was granted
 * @param slots the slot of each name
 * @param expiresMs when the last of its tokens runs out; {@code issuedMs} when it has none
 * @param tokens how many of its tokens are good
 * @param revoked whether an operator ended it
 * @param active whether tokens of it can be good
 */
public record LeaseStatus(
        String id,
        String grantId,
        LeaseHolder holder,
        long epoch,
        SortedMap<String, String> slots,
        long issuedMs,
        long expiresMs,
        int tokens,
        boolean revoked,
        boolean active) {}
