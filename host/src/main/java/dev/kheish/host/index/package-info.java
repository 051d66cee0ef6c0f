/**
 * Secondary indexes of rows that are only appended, such as runs by session and runs by receipt
 * key. What is new stays in memory, where it costs an event next to nothing, and goes to disk
 * later, sorted and by many; after a crash it is read from the rows again. The doors are {@link
 * dev.kheish.host.index.Receipts} and {@link dev.kheish.host.index.SessionRuns}.
 */
@NullMarked
package dev.kheish.host.index;

import org.jspecify.annotations.NullMarked;
