package dev.kheish.spi;

/** A reply target that cannot be used; the message tells its author why. */
public final class TargetException extends Exception {
    private static final long serialVersionUID = 1L;

    /** The message goes back to whoever sent the target; no secret, no resolved address. */
    public TargetException(String message) {
        super(message);
    }
}
