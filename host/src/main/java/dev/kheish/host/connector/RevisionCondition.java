package dev.kheish.host.connector;

import java.util.Optional;

/** What must hold of a connector for a change to be made; asked when nobody else can change it. */
@FunctionalInterface
public interface RevisionCondition {
    /** Always holds. */
    RevisionCondition NONE = _ -> {};

    /**
     * Refuses by an exception of the caller's own, which comes back to it.
     *
     * @param revision of the connector; empty if there is none
     */
    void check(Optional<String> revision);
}
