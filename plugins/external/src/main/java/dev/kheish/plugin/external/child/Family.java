package dev.kheish.plugin.external.child;

import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * Finds the processes of a generation: the one that was started, its group and session, whoever
 * they started, and whoever carries its marker however often it forked. Never a stranger with a
 * number used again. Safe for use by many threads.
 */
final class Family {
    private final ProcessTable table;
    private final Predicate<ProcessEntry> exempt;

    /**
     * @param exempt whom it never counts in, whatever they look like: the host itself
     */
    Family(ProcessTable table, Predicate<ProcessEntry> exempt) {
        this.table = table;
        this.exempt = exempt;
    }

    /** Without the host and the first process of the machine. */
    static Family on(ProcessTable table) {
        long self = ProcessHandle.current().pid();
        return new Family(table, entry -> entry.pid() == self || entry.pid() <= 1);
    }

    /** Who of them still runs, with a look into the environment of every process. */
    Members members(Kin kin) {
        return members(kin, true);
    }

    /** Who of them still runs, as far as it shows without looking into environments. */
    Members closeMembers(Kin kin) {
        return members(kin, false);
    }

    private Members members(Kin kin, boolean thorough) {
        List<ProcessEntry> all = table.all();
        Set<ProcessId> found =
                all.stream()
                        .filter(this::runs)
                        .filter(entry -> belongs(entry, kin, all, thorough))
                        .map(ProcessEntry::id)
                        .collect(Collectors.toCollection(HashSet::new));
        addDescendants(found, all);
        Set<ProcessId> grouped =
                all.stream()
                        .filter(entry -> found.contains(entry.id()) && isInGroup(entry, kin, all))
                        .map(ProcessEntry::id)
                        .collect(Collectors.toSet());
        found.removeAll(grouped);
        return new Members(grouped, found);
    }

    private boolean belongs(ProcessEntry entry, Kin kin, List<ProcessEntry> all, boolean thorough) {
        return kin.known().contains(entry.id())
                || entry.id().equals(kin.leader())
                || isInSession(entry, kin, all)
                || isInGroup(entry, kin, all)
                || (thorough && isMarked(entry, kin.marker()));
    }

    private boolean isInGroup(ProcessEntry entry, Kin kin, List<ProcessEntry> all) {
        ProcessId leader = kin.leader();
        return leader != null && entry.group() == leader.pid() && isLedBy(leader, entry, kin, all);
    }

    private boolean isInSession(ProcessEntry entry, Kin kin, List<ProcessEntry> all) {
        ProcessId leader = kin.leader();
        return leader != null
                && entry.session() == leader.pid()
                && isLedBy(leader, entry, kin, all);
    }

    /** Whether a number that an entry names as its group's or session's still means the leader. */
    private boolean isLedBy(ProcessId leader, ProcessEntry entry, Kin kin, List<ProcessEntry> all) {
        if (!kin.grouped() || entry.id().startTicks() < leader.startTicks()) {
            return false;
        }
        Optional<ProcessEntry> holder =
                all.stream().filter(other -> other.pid() == leader.pid()).findFirst();
        if (holder.isPresent()) {
            return holder.get().id().equals(leader);
        }
        // The leader is gone. As long as one of its group lives, its number goes to nobody else;
        // but a stranger may have had that number since, and left a group of the same number.
        return kin.witnessed() || isMarked(entry, kin.marker());
    }

    private boolean runs(ProcessEntry entry) {
        return !entry.ended() && !exempt.test(entry);
    }

    private boolean isMarked(ProcessEntry entry, Marker marker) {
        return table.environ(entry.pid()).filter(marker::isIn).isPresent();
    }

    private void addDescendants(Set<ProcessId> found, List<ProcessEntry> all) {
        Map<Long, List<ProcessEntry>> children =
                all.stream()
                        .filter(this::runs)
                        .collect(Collectors.groupingBy(ProcessEntry::parent));
        List<ProcessId> fresh = List.copyOf(found);
        while (!fresh.isEmpty()) {
            fresh =
                    fresh.stream()
                            .flatMap(id -> children.getOrDefault(id.pid(), List.of()).stream())
                            .map(ProcessEntry::id)
                            .filter(found::add)
                            .toList();
        }
    }
}
