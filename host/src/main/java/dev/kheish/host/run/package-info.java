/**
 * Runs: the queue of each session, claims and their leases, what settles a run, the built-in
 * handlers and schedules. The doors are {@link dev.kheish.host.run.Runs} and, to read, {@link
 * dev.kheish.host.run.RunViews}.
 */
@NullMarked
package dev.kheish.host.run;

import org.jspecify.annotations.NullMarked;
