/**
 * The kind {@code external}: connectors that are programs of their own, reached over HTTP, in any
 * language.
 *
 * <p>An event passes the ingress gate, the readers of its shape and the rules of its content; an
 * answer passes {@link dev.kheish.plugin.external.SidecarClient}. What runs as a child of the host
 * is looked after in sub-package {@code child}.
 */
package dev.kheish.plugin.external;
