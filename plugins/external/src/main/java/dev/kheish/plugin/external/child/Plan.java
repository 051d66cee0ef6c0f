package dev.kheish.plugin.external.child;

import dev.kheish.plugin.external.Nullable;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * All that a generation needs to start, with its lease taken out. Closing ends the lease.
 *
 * @param credentials null when the connector has no slots
 */
record Plan(
        GenerationRecord record,
        List<String> commandLine,
        Map<String, String> environment,
        Path folder,
        @Nullable Credentials credentials)
        implements AutoCloseable {
    /** Without arguments and environment. */
    @Override
    public String toString() {
        return "Plan[generation " + record.number() + "]";
    }

    @Override
    public void close() {
        if (credentials != null) {
            credentials.close();
        }
    }
}
