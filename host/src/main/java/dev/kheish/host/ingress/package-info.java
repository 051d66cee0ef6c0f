/**
 * The way in: mounts the kinds' routes, bounds what strangers may cost, and turns inbound events
 * into one commit. The door is {@link dev.kheish.host.ingress.Ingress}.
 */
@NullMarked
package dev.kheish.host.ingress;

import org.jspecify.annotations.NullMarked;
