/** Finds out whether a sidecar, in whatever language, keeps the rules. */
@NullMarked
package dev.kheish.host.cli.sidecar;

import org.jspecify.annotations.NullMarked;
