/**
 * The one database: a writer thread that commits many transactions at once, readers on connections
 * of their own, migrations, and ids. The door is {@link dev.kheish.host.store.Store}.
 */
@NullMarked
package dev.kheish.host.store;

import org.jspecify.annotations.NullMarked;
