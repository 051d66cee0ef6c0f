package dev.kheish.plugin.external.child;

/**
 * One process of this start of the machine: a number alone may be another process's tomorrow.
 *
 * @param startTicks when it started, in clock ticks since the machine did
 */
record ProcessId(long pid, long startTicks) {}
