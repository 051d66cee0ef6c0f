/**
 * Outputs on their way to reply targets: lanes that keep their order, attempts, back-off, breakers,
 * dead letters. The door is {@link dev.kheish.host.delivery.Deliveries}.
 */
@NullMarked
package dev.kheish.host.delivery;

import org.jspecify.annotations.NullMarked;
