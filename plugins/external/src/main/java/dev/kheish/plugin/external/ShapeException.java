package dev.kheish.plugin.external;

/** A request that is JSON, but not of the shape that the protocol asks for. */
final class ShapeException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final String message;

    ShapeException(String message) {
        super(message, null, false, false); // senders can make any number of these
        this.message = message;
    }

    @Override
    public String getMessage() {
        return message;
    }
}
