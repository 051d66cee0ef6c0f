package dev.kheish.plugin.external.child;

import dev.kheish.plugin.external.Nullable;

import java.util.Set;

/**
 * What is known of the processes of one generation. Immutable.
 *
 * @param leader the process that was started, once it was
 * @param grouped whether that one leads a group and a session of its own
 * @param witnessed whether this host has had it in sight all the time; if not, its number may have
 *     gone to a stranger since
 * @param known others that were seen to belong to it
 */
record Kin(
        Marker marker,
        @Nullable ProcessId leader,
        boolean grouped,
        boolean witnessed,
        Set<ProcessId> known) {
    /** Copies what could change. */
    Kin {
        known = Set.copyOf(known);
    }

    /** The same with other processes that belong to it. */
    Kin knowing(Set<ProcessId> seen) {
        return new Kin(marker, leader, grouped, witnessed, seen);
    }
}
