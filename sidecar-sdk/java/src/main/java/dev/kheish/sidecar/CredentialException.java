package dev.kheish.sidecar;

/** A credential cannot be had before an operator changes something at the host. */
public final class CredentialException extends SidecarException {
    private static final long serialVersionUID = 1;

    private final String key;
    private final Reason reason;

    CredentialException(String key, Reason reason, String message) {
        super(message);
        this.key = key;
        this.reason = reason;
    }

    /** What was asked for. */
    public String key() {
        return key;
    }

    /** Why it cannot be had. */
    public Reason reason() {
        return reason;
    }

    /** Why a credential cannot be had. More may come; keep a {@code default} in switches. */
    public enum Reason {
        /** The connector's {@code credential_slots} do not name it. */
        UNKNOWN_KEY,
        /** The host knows no such credential (any more), or its slot is empty. */
        NOT_FOUND,
        /** Its slot was revoked, or holds something else than a generic secret. */
        UNAVAILABLE
    }
}
