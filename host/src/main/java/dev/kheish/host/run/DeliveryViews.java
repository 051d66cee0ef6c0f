package dev.kheish.host.run;

import com.fasterxml.jackson.databind.node.ArrayNode;

import dev.kheish.host.store.Reader;

/** Shows what became of a run's answers on their way. */
@FunctionalInterface
public interface DeliveryViews {
    /** The deliveries of a run, oldest first, bounded. */
    ArrayNode ofRun(Reader reader, long run);
}
