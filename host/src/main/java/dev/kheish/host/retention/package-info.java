/**
 * Lets go of what is old, in slices so small that nobody waits for them. Rooms say which of their
 * rows nothing needs any more; this one walks, paces and remembers.
 */
@NullMarked
package dev.kheish.host.retention;

import org.jspecify.annotations.NullMarked;
