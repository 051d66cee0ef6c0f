/**
 * Files that go with runs and outputs: rows in the store, bytes in a folder under their digest. The
 * door is {@link dev.kheish.host.asset.Assets}.
 */
@NullMarked
package dev.kheish.host.asset;

import org.jspecify.annotations.NullMarked;
