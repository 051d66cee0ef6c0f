package dev.kheish.plugin.external.child;

import java.util.Optional;

/**
 * What {@code /proc/PID/stat} says of a process. Immutable.
 *
 * @param ended whether nobody has taken note of its end yet: it runs no more
 */
record ProcessEntry(ProcessId id, long parent, long group, long session, boolean ended) {
    private static final int STATE = 0;
    private static final int PARENT = 1;
    private static final int GROUP = 2;
    private static final int SESSION = 3;
    private static final int START_TICKS = 19;

    /** Reads one line of the kernel; empty if it is none. */
    static Optional<ProcessEntry> parse(long pid, String stat) {
        // The program's name stands in parentheses and may hold anything, parentheses too.
        int nameEnd = stat.lastIndexOf(')');
        if (nameEnd < 0 || nameEnd + 2 > stat.length()) {
            return Optional.empty();
        }
        String[] fields = stat.substring(nameEnd + 2).strip().split(" ", -1);
        if (fields.length <= START_TICKS) {
            return Optional.empty();
        }
        return Optional.of(
                new ProcessEntry(
                        new ProcessId(pid, Long.parseLong(fields[START_TICKS])),
                        Long.parseLong(fields[PARENT]),
                        Long.parseLong(fields[GROUP]),
                        Long.parseLong(fields[SESSION]),
                        fields[STATE].equals("Z") || fields[STATE].equals("X")));
    }

    long pid() {
        return id.pid();
    }
}
