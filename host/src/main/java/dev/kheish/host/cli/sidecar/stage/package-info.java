/**
 * The surroundings of a sidecar under check: the process that it runs in, the host that it speaks
 * to, and the connection on which it is asked.
 */
@NullMarked
package dev.kheish.host.cli.sidecar.stage;

import org.jspecify.annotations.NullMarked;
