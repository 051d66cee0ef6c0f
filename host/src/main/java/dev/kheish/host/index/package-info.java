/**
 * Secondary indexes of rows that are only appended, such as runs by session, runs by receipt key
 * and keys that lead to sessions. What is new stays in memory, where it costs an event next to
 * nothing, and goes to disk later, sorted and by many; after a crash it is read from the rows
 * again. The doors are {@link dev.kheish.host.index.Receipts}, {@link
 * dev.kheish.host.index.SessionRuns} and {@link dev.kheish.host.index.Bindings}.
 */
@NullMarked
package dev.kheish.host.index;

import org.jspecify.annotations.NullMarked;
