/**
 * What programs of connectors write: the last lines in memory and in rotated files. The door is
 * {@link dev.kheish.host.capture.Captures}.
 */
@NullMarked
package dev.kheish.host.capture;

import org.jspecify.annotations.NullMarked;
