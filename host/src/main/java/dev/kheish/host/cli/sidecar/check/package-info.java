/** The rules for sidecars, each with the check that shows whether it is kept. */
@NullMarked
package dev.kheish.host.cli.sidecar.check;

import org.jspecify.annotations.NullMarked;
