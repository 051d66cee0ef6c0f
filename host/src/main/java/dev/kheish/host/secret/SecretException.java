package dev.kheish.host.secret;

/** Secrets cannot be used as the host is set up; the message says what to change. */
public final class SecretException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    SecretException(String message) {
        super(message);
    }

    SecretException(String message, Throwable cause) {
        super(message, cause);
    }
}
