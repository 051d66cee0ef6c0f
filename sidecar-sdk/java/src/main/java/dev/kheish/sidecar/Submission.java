package dev.kheish.sidecar;

import java.util.Optional;

/** What the host said to one event. Immutable. */
public final class Submission {
    private final String status;
    private final @Nullable String sessionId;
    private final @Nullable String runId;
    private final @Nullable String reason;

    private Submission(String status, JsonObject answer) {
        this.status = status;
        this.sessionId = textOrNull(answer, "session_id");
        this.runId = textOrNull(answer, "run_id");
        this.reason = textOrNull(answer, "reason");
    }

    /** Null if the answer has no status that settles the event. */
    static @Nullable Submission read(JsonObject answer) {
        Object status = answer.asMap().get("status");
        boolean settled =
                "accepted".equals(status)
                        || "duplicate".equals(status)
                        || "rejected".equals(status);
        return settled && status instanceof String word ? new Submission(word, answer) : null;
    }

    private static @Nullable String textOrNull(JsonObject answer, String name) {
        return answer.asMap().get(name) instanceof String text ? text : null;
    }

    /** {@code accepted}, {@code duplicate} or {@code rejected}. */
    public String status() {
        return status;
    }

    /** True if the host has the event for good: it is new, or was there already. */
    public boolean taken() {
        return !rejected();
    }

    /** True if the host had the event before; ids are those of the first time. */
    public boolean duplicate() {
        return status.equals("duplicate");
    }

    /** True if the host will never take this event as it is; {@link #reason} says why. */
    public boolean rejected() {
        return status.equals("rejected");
    }

    /** The session that the event belongs to, if the host named it. */
    public Optional<String> sessionId() {
        return Optional.ofNullable(sessionId);
    }

    /** The run that the event made, if the host named it. */
    public Optional<String> runId() {
        return Optional.ofNullable(runId);
    }

    /** Why it was rejected, for a person. */
    public Optional<String> reason() {
        return Optional.ofNullable(reason);
    }

    /** Status and ids, such as {@code accepted run_01k…}. */
    @Override
    public String toString() {
        return status + runId().map(id -> " " + id).orElse("");
    }
}
