/**
 * Reads {@code kheish.yaml}: every mistake at once, every unknown key named. Uses no other room.
 */
@NullMarked
package dev.kheish.host.settings;

import org.jspecify.annotations.NullMarked;
