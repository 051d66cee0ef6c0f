package dev.kheish.host.web;

/** A body that is not taken. */
public final class RefusedBodyException extends Exception {
    private static final long serialVersionUID = 1L;

    /** Why not. */
    public enum Reason {
        /** It has more bytes than the limit. */
        TOO_LARGE,
        /** It did not come in time. */
        LATE,
        /** It ended early, or its chunks are no chunks. */
        TORN
    }

    private final Reason reason;

    RefusedBodyException(Reason reason) {
        super(null, null, false, false);
        this.reason = reason;
    }

    /** Why not. */
    public Reason reason() {
        return reason;
    }
}
