package dev.kheish.host.connector;

import com.fasterxml.jackson.databind.JsonNode;

import dev.kheish.spi.Origin;
import dev.kheish.spi.ReplyHandle;

/** Finds connectors and reads reply targets. Answers from memory; safe for use by many threads. */
public interface ConnectorDirectory {
    /** The connector for an event from outside; one that drains is unavailable. */
    Lookup find(String kind, String name);

    /** The connector for a delivery or a file; one that drains still works. */
    Lookup findForDelivery(String kind, String name);

    /** Whoever delivers to targets of a kind that name no connector. */
    OutputLookup findOutput(String kind);

    /** Reads a raw reply handle; {@code daemon} is the host's own, its address a session id. */
    TargetOutcome decode(ReplyHandle handle, Origin origin);

    /** Reads {@code {"type": <kind>, …}} or {@code {"type": "raw", "plugin": …, "address": …}}. */
    TargetOutcome decode(JsonNode structured, Origin origin);

    /** Calls {@code listener} when a connector was opened, closed, paused or changed otherwise. */
    void onChange(Listener listener);

    /** Told about changes, on the thread that made them; must return at once. */
    @FunctionalInterface
    interface Listener {
        /** Look it up again. */
        void changed(String kind, String name);
    }
}
