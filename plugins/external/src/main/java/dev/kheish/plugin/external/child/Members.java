package dev.kheish.plugin.external.child;

import java.util.HashSet;
import java.util.Set;

/**
 * The living processes of a generation. Immutable.
 *
 * @param grouped those in the group of their leader, which one signal reaches
 * @param strays all others
 */
record Members(Set<ProcessId> grouped, Set<ProcessId> strays) {
    /** Copies what could change. */
    Members {
        grouped = Set.copyOf(grouped);
        strays = Set.copyOf(strays);
    }

    Set<ProcessId> all() {
        Set<ProcessId> all = new HashSet<>(grouped);
        all.addAll(strays);
        return Set.copyOf(all);
    }

    boolean isEmpty() {
        return grouped.isEmpty() && strays.isEmpty();
    }
}
