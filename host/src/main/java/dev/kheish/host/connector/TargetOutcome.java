package dev.kheish.host.connector;

/** What reading a reply target gave. */
public sealed interface TargetOutcome {
    /** It can be used. */
    record Ok(StoredTarget target) implements TargetOutcome {}

    /** It cannot be used; the detail goes back to whoever sent it. */
    record Bad(String detail) implements TargetOutcome {}

    /** It names a kind or a connector that does not exist. */
    record Unknown(String detail) implements TargetOutcome {}
}
