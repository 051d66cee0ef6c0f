package dev.kheish.host.store;

import java.sql.SQLException;

/** The database did not do what it was asked; the message says what that was. */
public final class StoreException extends RuntimeException {
    private static final long serialVersionUID = 1L;
    private static final int CORRUPT = 11;
    private static final int PRIMARY = 0xff;

    StoreException(String message, Throwable cause) {
        super(message, cause);
    }

    StoreException(String message) {
        super(message);
    }

    /** Whether the file is damaged there; what lies elsewhere may be sound. */
    public boolean meansDamage() {
        return getCause() instanceof SQLException cause
                && (cause.getErrorCode() & PRIMARY) == CORRUPT;
    }
}
