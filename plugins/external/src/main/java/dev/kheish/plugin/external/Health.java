package dev.kheish.plugin.external;

import jakarta.json.JsonValue;

/**
 * How a sidecar says that it is doing. Immutable.
 *
 * @param instanceId as in the manifest
 * @param detail for people, at most 512 characters; may be empty
 */
public record Health(String instanceId, Status status, String detail) {
    private static final int SHOWN_DETAIL = 512;

    /** The words of the protocol. */
    public enum Status {
        /** Not ready yet. */
        STARTING,
        /** Takes deliveries. */
        READY,
        /** Takes deliveries, but something is missing. */
        DEGRADED,
        /** Is about to leave. */
        DRAINING;

        /** Whether deliveries may be sent to it. */
        public boolean isUp() {
            return this == READY || this == DEGRADED;
        }
    }

    /** Reads the answer of {@code GET /health}; members that are not known are ignored. */
    static Health read(JsonValue answer) throws SidecarException {
        Answer members = Answer.of("health", answer);
        members.requireVersion();
        String detail = members.text("detail");
        return new Health(
                members.instanceId(),
                status(members),
                detail.length() > SHOWN_DETAIL ? detail.substring(0, SHOWN_DETAIL) : detail);
    }

    private static Status status(Answer members) throws SidecarException {
        String word = members.text("status");
        return switch (word) {
            case "starting" -> Status.STARTING;
            case "ready" -> Status.READY;
            case "degraded" -> Status.DEGRADED;
            case "draining" -> Status.DRAINING;
            default ->
                    throw members.unreadable(
                            "'status' must be starting, ready, degraded or draining");
        };
    }
}
