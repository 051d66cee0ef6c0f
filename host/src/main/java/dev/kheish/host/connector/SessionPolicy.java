package dev.kheish.host.connector;

import org.jspecify.annotations.Nullable;

/**
 * Whether and how sessions are made for events.
 *
 * @param capabilityScope canonical JSON text of an object
 * @param credentialScope canonical JSON text of an object
 */
public record SessionPolicy(
        boolean createIfMissing,
        @Nullable String personaId,
        @Nullable String capabilityScope,
        @Nullable String credentialScope) {
    /** Sessions are not made. */
    public static final SessionPolicy DEFAULT = new SessionPolicy(false, null, null, null);
}
