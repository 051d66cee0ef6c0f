package dev.kheish.host.ingress;

import com.fasterxml.jackson.databind.JsonNode;

import dev.kheish.host.run.RunInput;
import dev.kheish.host.run.StoredRun;

/** How runs are shown to those who sent the events. */
public interface RunViewSource {
    /** A run made a moment ago, from memory. */
    JsonNode accepted(StoredRun run, String sessionId, RunInput input);

    /**
     * A run made earlier, as it is now; of a pruned one {@code run_id}, {@code session_id}, {@code
     * status}.
     */
    JsonNode stored(String runId);
}
