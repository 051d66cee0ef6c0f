/**
 * The child process of a connector: started, watched, replaced, ended.
 *
 * <p>The door is {@link dev.kheish.plugin.external.child.ChildProcess}. Behind it one thread, the
 * {@link dev.kheish.plugin.external.child.Supervisor}, lives through one {@link
 * dev.kheish.plugin.external.child.Generation} after the other.
 */
package dev.kheish.plugin.external.child;
