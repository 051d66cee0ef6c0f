/**
 * Durable conversations: which session an event belongs to, the keys that lead to it, where its
 * answers go, and the personas it may have. The door is {@link dev.kheish.host.session.Sessions}.
 */
@NullMarked
package dev.kheish.host.session;

import org.jspecify.annotations.NullMarked;
