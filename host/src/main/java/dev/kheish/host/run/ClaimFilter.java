package dev.kheish.host.run;

import org.jspecify.annotations.Nullable;

import java.util.Set;

/**
 * Which runs a worker wants; null means any.
 *
 * @param connectors incarnations
 * @param sessions row numbers
 */
record ClaimFilter(@Nullable Set<Long> connectors, @Nullable Set<Long> sessions) {
    static final ClaimFilter ANY = new ClaimFilter(null, null);

    boolean accepts(@Nullable Long connector, long session) {
        return (connectors == null || (connector != null && connectors.contains(connector)))
                && (sessions == null || sessions.contains(session));
    }
}
