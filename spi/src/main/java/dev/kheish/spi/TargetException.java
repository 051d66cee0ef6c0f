package dev.kheish.spi;

import java.util.Objects;

/** A reply target that cannot be used; the message tells its author why. */
public final class TargetException extends Exception {
    private static final long serialVersionUID = 1L;

    /** The message goes back to whoever sent the target; no secret, no resolved address. */
    public TargetException(String message) {
        super(message);
    }

    /** What to tell people; never null. */
    @Override
    public String getMessage() {
        return Objects.requireNonNullElse(super.getMessage(), "");
    }
}
