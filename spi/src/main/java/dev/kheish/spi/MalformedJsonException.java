package dev.kheish.spi;

import java.util.Objects;

/** Bytes that are not the JSON they should be; the message says where. */
public final class MalformedJsonException extends Exception {
    private static final long serialVersionUID = 1L;

    /** The message goes back to the sender: what is wrong and at which line and column. */
    public MalformedJsonException(String message) {
        super(message);
    }

    /** What to tell people; never null. */
    @Override
    public String getMessage() {
        return Objects.requireNonNullElse(super.getMessage(), "");
    }
}
