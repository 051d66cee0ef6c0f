package dev.kheish.plugin.external;

import dev.kheish.spi.RunRef;

import java.time.Duration;

/** What became of one event of a request. */
sealed interface Outcome {
    /** It made a run. */
    record Accepted(RunRef run) implements Outcome {}

    /** It made a run before. */
    record Duplicate(RunRef run) implements Outcome {}

    /** It can never be taken. */
    record Rejected(String reason, @Nullable String sessionId, @Nullable String runId)
            implements Outcome {}

    /** The connector's rate is used up. */
    record RateLimited(Duration after) implements Outcome {}

    /** The host cannot take it just now. */
    record Busy(String reason, Duration after) implements Outcome {}

    /** The operator has to change something first. */
    record NotYet(String reason) implements Outcome {}

    /** An outcome, and the id that the sender knows the event by; null if it gave none. */
    record Of(@Nullable String eventId, Outcome outcome) {}
}
