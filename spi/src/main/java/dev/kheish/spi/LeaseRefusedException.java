package dev.kheish.spi;

/** No lease can be granted now; the message tells the operator why and what to do. */
public final class LeaseRefusedException extends Exception {
    private static final long serialVersionUID = 1L;

    /** Refuses with a reason for operators. */
    public LeaseRefusedException(String message) {
        super(message);
    }
}
