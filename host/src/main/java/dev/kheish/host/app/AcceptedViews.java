package dev.kheish.host.app;

import com.fasterxml.jackson.databind.JsonNode;

import dev.kheish.host.ingress.RunViewSource;
import dev.kheish.host.json.Json;
import dev.kheish.host.run.RunInput;
import dev.kheish.host.run.RunViews;
import dev.kheish.host.run.StoredRun;

/** Shows runs to the senders of events. */
record AcceptedViews(RunViews views) implements RunViewSource {
    @Override
    public JsonNode accepted(StoredRun run, String sessionId, RunInput input) {
        return RunViews.accepted(run, sessionId, input);
    }

    @Override
    public JsonNode stored(String runId) {
        return views.find(runId)
                .<JsonNode>map(view -> view)
                .orElseGet(() -> Json.object().put("run_id", runId));
    }
}
