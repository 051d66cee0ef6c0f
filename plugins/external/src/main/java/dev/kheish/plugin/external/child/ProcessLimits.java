package dev.kheish.plugin.external.child;

/**
 * What the child process may use of the machine; 0 leaves a limit as it is.
 *
 * @param openFiles file descriptors of each process
 * @param processes processes and threads of the user that it runs as
 * @param memoryMib address space of each process, in MiB
 */
public record ProcessLimits(long openFiles, long processes, long memoryMib) {
    /** Leaves everything as it is. */
    public static final ProcessLimits NONE = new ProcessLimits(0, 0, 0);
}
