/**
 * JSON as the host reads it: strictly, once, with the place of every mistake. Uses no other room.
 */
@NullMarked
package dev.kheish.host.json;

import org.jspecify.annotations.NullMarked;
