/**
 * Numbers for people who watch the daemon: what rooms count with, and the page that shows it. Rooms
 * above count in plain fields; the library behind the page is loaded when somebody first asks for
 * it. Uses no other room.
 */
@NullMarked
package dev.kheish.host.metrics;

import org.jspecify.annotations.NullMarked;
