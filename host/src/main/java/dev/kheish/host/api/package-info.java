/**
 * The control plane over HTTP: one {@code …Routes} class a resource, on top of the base that gives
 * all of them problems, strict bodies, paging and callers. {@link dev.kheish.host.api.ControlPlane}
 * mounts them.
 */
@NullMarked
package dev.kheish.host.api;

import org.jspecify.annotations.NullMarked;
