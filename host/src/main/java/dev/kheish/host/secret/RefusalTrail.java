package dev.kheish.host.secret;

/** Where refused reads of secrets are counted. */
@FunctionalInterface
public interface RefusalTrail {
    /**
     * Counts one.
     *
     * @param subject whose secret was asked for, such as {@code kind/name}
     * @param reason stable word
     * @param source what asked, such as the id of a lease
     */
    void count(String subject, String reason, String source);
}
