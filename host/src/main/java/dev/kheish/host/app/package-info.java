/**
 * Puts the rooms together: settings, home folder, order of start and stop, and the program's entry.
 */
@NullMarked
package dev.kheish.host.app;

import org.jspecify.annotations.NullMarked;
