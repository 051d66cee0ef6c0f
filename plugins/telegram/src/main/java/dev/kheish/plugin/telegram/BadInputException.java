package dev.kheish.plugin.telegram;

/** A post that Telegram would not send; the message goes back to whoever sent it. */
final class BadInputException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final String message;

    BadInputException(String message) {
        super(message, null, false, false); // strangers can make any number of these
        this.message = message;
    }

    @Override
    public String getMessage() {
        return message;
    }
}
