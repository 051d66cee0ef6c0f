package dev.kheish.plugin.http;

/** Something that a sender wrote cannot be taken; the message goes back to the sender. */
final class BadInputException extends RuntimeException {
    static final String BAD_REQUEST = "bad_request";
    static final String UNSUPPORTED_ITEM = "unsupported_item";

    private static final long serialVersionUID = 1L;

    private final String code;
    private final String message;

    BadInputException(String message) {
        this(BAD_REQUEST, message);
    }

    BadInputException(String code, String message) {
        super(message, null, false, false); // strangers can make any number of these
        this.code = code;
        this.message = message;
    }

    @Override
    public String getMessage() {
        return message;
    }

    /** Stable word for programs. */
    String code() {
        return code;
    }
}
