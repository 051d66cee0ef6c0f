package dev.kheish.host.run;

/** A worker's claim to a run: the run's public id and the token that came with it. */
public record RunLease(String runId, String token) {
    /** Without the token, which is a secret. */
    @Override
    public String toString() {
        return "lease of " + runId;
    }
}
