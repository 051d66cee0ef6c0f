/**
 * Measures the packed daemon against a server that does nothing, on one machine and in one run. A
 * program run by hand; {@link dev.kheish.bench.Bench} is where it starts.
 */
@NullMarked
package dev.kheish.bench;

import org.jspecify.annotations.NullMarked;
