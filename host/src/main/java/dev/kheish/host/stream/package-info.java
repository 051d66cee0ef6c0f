/**
 * What happened, in order, durably: rows appended in the same commit as the change they tell of,
 * read by cursor. The door is {@link dev.kheish.host.stream.EventLog}.
 */
@NullMarked
package dev.kheish.host.stream;

import org.jspecify.annotations.NullMarked;
