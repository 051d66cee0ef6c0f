package dev.kheish.host.secret;

/**
 * Whom leases are lent to: one incarnation of one connector.
 *
 * @param incarnation its number; a namesake that is made later has another
 */
public record LeaseHolder(String kind, String name, long incarnation) {
    /** How subjects begin. */
    public static final String SUBJECT_PREFIX = "connector:";

    /** Under which name operators revoke its right to leases; kinds do not tell subjects apart. */
    public String subject() {
        return subjectOf(name);
    }

    /** The subject of connectors with a name. */
    public static String subjectOf(String name) {
        return SUBJECT_PREFIX + name;
    }

    @Override
    public String toString() {
        return kind + "/" + name;
    }
}
