package dev.kheish.host.ingress;

import dev.kheish.host.run.RunInput;
import dev.kheish.host.run.StoredRun;
import dev.kheish.spi.RunRef;

/** A run made a moment ago, with all that its view needs. */
record AcceptedRun(StoredRun run, String sessionId, RunInput input) implements RunRef {
    @Override
    public String runId() {
        return run.id().text("run_");
    }
}
