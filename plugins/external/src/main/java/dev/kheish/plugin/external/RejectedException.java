package dev.kheish.plugin.external;

/** An event of the right shape that can never be taken; the message goes back as its reason. */
final class RejectedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final String message;
    private final @Nullable String sessionId;

    RejectedException(String message) {
        this(message, null);
    }

    /**
     * @param sessionId the session that the event belongs to, where that is known
     */
    RejectedException(String message, @Nullable String sessionId) {
        super(message, null, false, false); // senders can make any number of these
        this.message = message;
        this.sessionId = sessionId;
    }

    @Override
    public String getMessage() {
        return message;
    }

    @Nullable
    String sessionId() {
        return sessionId;
    }
}
