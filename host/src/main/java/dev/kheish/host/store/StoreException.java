package dev.kheish.host.store;

import java.nio.file.Path;
import java.sql.SQLException;

/** The database did not do what it was asked; the message says what that was. */
public final class StoreException extends RuntimeException {
    private static final long serialVersionUID = 1L;
    private static final int CORRUPT = 11;
    private static final int NOT_A_DATABASE = 26;
    private static final int PRIMARY = 0xff;

    StoreException(String message, Throwable cause) {
        super(message, cause);
    }

    StoreException(String message) {
        super(message);
    }

    /** What to tell who wanted to open a file. */
    static StoreException atOpening(Path path, SQLException e) {
        int code = e.getErrorCode() & PRIMARY;
        String advice =
                code == NOT_A_DATABASE || code == CORRUPT
                        ? ". It is damaged, or another program's: restore a backup, or move it away to begin with nothing."
                        : "";
        return new StoreException(
                "Failed to open %s: %s%s".formatted(path, e.getMessage(), advice), e);
    }

    /** Whether the file is damaged there; what lies elsewhere may be sound. */
    public boolean meansDamage() {
        return getCause() instanceof SQLException cause
                && (cause.getErrorCode() & PRIMARY) == CORRUPT;
    }
}
