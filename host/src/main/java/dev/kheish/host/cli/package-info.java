/**
 * The command line. Its commands are ordinary clients of the daemon's public routes; what runs a
 * daemon is handed in from above.
 */
@NullMarked
package dev.kheish.host.cli;

import org.jspecify.annotations.NullMarked;
