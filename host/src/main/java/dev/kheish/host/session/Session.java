package dev.kheish.host.session;

import dev.kheish.host.store.Row;

import org.jspecify.annotations.Nullable;

/**
 * One conversation, as its row says.
 *
 * @param connector the incarnation that made it; null when the API did
 * @param targets JSON list of targets in normal form; null for none
 */
public record Session(
        long seq,
        String id,
        long createdMs,
        @Nullable Long connector,
        @Nullable String threadId,
        Terms terms,
        @Nullable String targets,
        TargetsBy targetsBy) {
    static final String COLUMNS =
            "seq, id, created_ms, connector, thread_id, persona_id, capability_scope, credential_scope,"
                    + " targets, targets_by";

    /** Who last set the reply targets. */
    public enum TargetsBy {
        /** Nobody. */
        NOBODY(0),
        /** An event of the connector that made the session. */
        CONNECTOR(1),
        /** The API; events never write over these. */
        API(2);

        private final int code;

        TargetsBy(int code) {
            this.code = code;
        }

        int code() {
            return code;
        }

        static TargetsBy of(long code) {
            return code == 1 ? CONNECTOR : code == 2 ? API : NOBODY;
        }
    }

    /**
     * What a session was made with and keeps.
     *
     * @param capabilityScope canonical JSON, shown and handed on; the host enforces nothing in it
     * @param credentialScope likewise
     */
    public record Terms(
            @Nullable String personaId,
            @Nullable String capabilityScope,
            @Nullable String credentialScope) {
        /** No persona, no scopes. */
        public static final Terms NONE = new Terms(null, null, null);

        /** The first thing that {@code wanted} asks for and this is not; null when they agree. */
        @Nullable String disagreement(Terms wanted) {
            if (wanted.personaId != null && !wanted.personaId.equals(personaId)) {
                return "persona_id";
            }
            if (wanted.capabilityScope != null && !wanted.capabilityScope.equals(capabilityScope)) {
                return "capability_scope";
            }
            if (wanted.credentialScope != null && !wanted.credentialScope.equals(credentialScope)) {
                return "credential_scope";
            }
            return null;
        }
    }

    static Session read(Row row) {
        return new Session(
                row.integer(1),
                row.text(2),
                row.integer(3),
                row.integerOrNull(4),
                row.textOrNull(5),
                new Terms(row.textOrNull(6), row.textOrNull(7), row.textOrNull(8)),
                row.textOrNull(9),
                TargetsBy.of(row.integer(10)));
    }

    Session withTargets(@Nullable String list, TargetsBy by) {
        return new Session(seq, id, createdMs, connector, threadId, terms, list, by);
    }
}
