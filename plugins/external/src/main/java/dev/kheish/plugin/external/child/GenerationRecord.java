package dev.kheish.plugin.external.child;

import dev.kheish.plugin.external.Nullable;

import java.util.Set;

/**
 * What is written down about a generation, so that a host that comes after a sudden end finds what
 * is left of it. Immutable.
 *
 * @param number counts the generations of this incarnation of the connector
 * @param pinnedId the instance id that it gave itself; null until it did
 * @param bootId the start of the machine that the process ids belong to
 * @param leader the process that was started; null until it was
 * @param seen others of its processes that were seen
 * @param tokenFolder a folder made for it alone; null if there is none
 * @param ended whether nothing is left of it
 */
record GenerationRecord(
        long number,
        Marker marker,
        @Nullable String pinnedId,
        String bootId,
        boolean grouped,
        @Nullable ProcessId leader,
        Set<ProcessId> seen,
        @Nullable String tokenFolder,
        boolean ended) {
    /** Copies what could change. */
    GenerationRecord {
        seen = Set.copyOf(seen);
    }

    /** Nothing is started yet. */
    static GenerationRecord planned(
            long number,
            Marker marker,
            String bootId,
            boolean grouped,
            @Nullable String tokenFolder) {
        return new GenerationRecord(
                number, marker, null, bootId, grouped, null, Set.of(), tokenFolder, false);
    }

    GenerationRecord startedAs(ProcessId process) {
        return new GenerationRecord(
                number, marker, pinnedId, bootId, grouped, process, seen, tokenFolder, ended);
    }

    GenerationRecord pinnedTo(String id) {
        return new GenerationRecord(
                number, marker, id, bootId, grouped, leader, seen, tokenFolder, ended);
    }

    GenerationRecord having(Set<ProcessId> members) {
        return new GenerationRecord(
                number, marker, pinnedId, bootId, grouped, leader, members, tokenFolder, ended);
    }

    GenerationRecord over() {
        return new GenerationRecord(
                number, marker, pinnedId, bootId, grouped, leader, Set.of(), null, true);
    }

    /** Its processes, seen by the host that started them. */
    Kin kin() {
        return new Kin(marker, leader, grouped, true, seen);
    }

    /** Its processes, seen by another host of the same start of the machine. */
    Kin leftBehind() {
        return new Kin(marker, leader, grouped, false, seen);
    }

    /** The id that its events carry. */
    String instanceId() {
        return pinnedId == null ? marker.instanceId() : pinnedId;
    }
}
