package dev.kheish.sidecar;

import java.util.Optional;

/**
 * The host refused a call, and will refuse it again until somebody changes something. The message
 * says what to do.
 */
public final class HostRefusedException extends SidecarException {
    private static final long serialVersionUID = 1;

    private final int status;
    private final @Nullable String code;
    private final @Nullable String detail;

    HostRefusedException(
            String message, int status, @Nullable String code, @Nullable String detail) {
        super(message);
        this.status = status;
        this.code = code;
        this.detail = detail;
    }

    /** The HTTP status, such as 404. */
    public int status() {
        return status;
    }

    /** The stable word of the host's answer, such as {@code not_found}, if it had one. */
    public Optional<String> code() {
        return Optional.ofNullable(code);
    }

    /** The sentence of the host's answer, if it had one; at most 500 characters. */
    public Optional<String> detail() {
        return Optional.ofNullable(detail);
    }
}
