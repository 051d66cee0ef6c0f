package dev.kheish.sidecar;

/**
 * Something between this sidecar and its host went wrong. The subtypes say what; no message ever
 * holds a token, a credential or the content of a message, so all of them can be logged.
 */
public class SidecarException extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final String message;

    SidecarException(String message) {
        super(message);
        this.message = message;
    }

    SidecarException(String message, @Nullable Throwable cause) {
        super(message, cause);
        this.message = message;
    }

    /** What is wrong and, where somebody can mend it, how; never {@code null}. */
    @Override
    public String getMessage() {
        return message;
    }
}
