/**
 * Connector kinds from jars: found in the plugins folders, staged, loaded, lent and taken back
 * while the host runs. {@link dev.kheish.host.plugin.Plugins} is the door; a broken plugin affects
 * only itself.
 */
@NullMarked
package dev.kheish.host.plugin;

import org.jspecify.annotations.NullMarked;
