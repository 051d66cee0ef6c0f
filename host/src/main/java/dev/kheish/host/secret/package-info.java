/**
 * Secrets by name: encrypted in the store, or taken from the environment where the operator allows
 * it. The door is {@link dev.kheish.host.secret.Secrets}.
 */
@NullMarked
package dev.kheish.host.secret;

import org.jspecify.annotations.NullMarked;
