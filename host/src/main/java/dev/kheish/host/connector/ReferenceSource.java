package dev.kheish.host.connector;

import dev.kheish.host.store.Reader;

import java.util.List;

/** A room above that can tell what of its own still needs a connector. */
public interface ReferenceSource {
    /** At most {@code limit} of them; reads no whole table. */
    List<Reference> references(
            Reader reader, String kind, String name, long incarnation, int limit);
}
