package dev.kheish.host.run;

/**
 * An output, or another part of a request, that cannot be taken. The message says what and where.
 */
public final class OutputRefusedException extends Exception {
    private static final long serialVersionUID = 1L;

    private final String code;

    public OutputRefusedException(String code, String message) {
        super(message);
        this.code = code;
    }

    /** Stable, such as {@code invalid_output} or {@code unknown_asset}. */
    public String code() {
        return code;
    }
}
