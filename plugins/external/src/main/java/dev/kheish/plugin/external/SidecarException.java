package dev.kheish.plugin.external;

import java.util.Objects;

/** A sidecar that did not say who it is, or how it is. The message holds no secret and no body. */
public final class SidecarException extends Exception {
    private static final long serialVersionUID = 1L;

    /** What went wrong. */
    public enum Reason {
        /** Nobody answered, or not in time. */
        NO_ANSWER,
        /**
         * It was not asked: its address may not be reached, or the token cannot be sent. The
         * settings have to change.
         */
        BLOCKED,
        /** It answered with another status than 200. */
        REFUSED,
        /** It answered with something that cannot be read. */
        UNREADABLE,
        /** It speaks another version of the protocol: waiting does not help. */
        WRONG_VERSION
    }

    private final Reason reason;
    private final int httpStatus;

    /** Says what was asked and what came instead. */
    public SidecarException(Reason reason, String message) {
        this(reason, 0, message);
    }

    private SidecarException(Reason reason, int httpStatus, String message) {
        super(message);
        this.reason = Objects.requireNonNull(reason, "reason");
        this.httpStatus = httpStatus;
    }

    /** {@link Reason#REFUSED} with the status of the answer. */
    static SidecarException refused(int httpStatus, String message) {
        return new SidecarException(Reason.REFUSED, httpStatus, message);
    }

    /** What went wrong. */
    public Reason reason() {
        return reason;
    }

    /** The status of the answer; 0 unless it was {@link Reason#REFUSED}. */
    public int httpStatus() {
        return httpStatus;
    }

    /** What to tell people; never null. */
    @Override
    public String getMessage() {
        return Objects.requireNonNullElse(super.getMessage(), "");
    }
}
