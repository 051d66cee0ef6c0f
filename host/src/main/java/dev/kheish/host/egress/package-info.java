/**
 * The one way out: an HTTP/1.1 client that resolves a name once, judges every address it leads to,
 * and connects to just those addresses. Its door is {@link dev.kheish.host.egress.GuardedEgress}.
 */
@org.jspecify.annotations.NullMarked
package dev.kheish.host.egress;
