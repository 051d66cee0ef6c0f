package dev.kheish.sample.irc;

import java.io.IOException;

/** The server does not let us in, or the connection ended; the message is for the operator. */
final class RefusedException extends IOException {
    private static final long serialVersionUID = 1;

    private final boolean password;

    private RefusedException(String message, boolean password) {
        super(message);
        this.password = password;
    }

    /** Something else than the password. */
    static RefusedException of(String message) {
        return new RefusedException(message, false);
    }

    /** The password: another one may be there by now. */
    static RefusedException password(String message) {
        return new RefusedException(message, true);
    }

    boolean isPassword() {
        return password;
    }
}
