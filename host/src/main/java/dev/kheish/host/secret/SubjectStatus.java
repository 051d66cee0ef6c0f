package dev.kheish.host.secret;

import java.util.List;

/**
 * The right of a connector to leases.
 *
 * @param subject such as {@code connector:orders}
 * @param epoch how often it was revoked
 * @param revoked whether it gets no leases now
 * @param leases ids of its active leases
 */
public record SubjectStatus(String subject, long epoch, boolean revoked, List<String> leases) {}
