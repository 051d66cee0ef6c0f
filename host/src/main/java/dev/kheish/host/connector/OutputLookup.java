package dev.kheish.host.connector;

import dev.kheish.spi.Output;

/** Who delivers to targets of a kind that name no connector. */
public sealed interface OutputLookup {
    /** The kind is not loaded; it may come back. */
    record Absent(String detail) implements OutputLookup {}

    /** The kind delivers through its connectors only. */
    record None(String detail) implements OutputLookup {}

    /** Use it, then close the hold. */
    record Lent(Output output, LiveConnector.Hold hold) implements OutputLookup {}
}
