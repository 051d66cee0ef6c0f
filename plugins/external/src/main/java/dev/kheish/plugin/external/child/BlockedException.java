package dev.kheish.plugin.external.child;

import java.util.Objects;

/** Something outside has to change before the child process can be started. */
final class BlockedException extends Exception {
    private static final long serialVersionUID = 1L;

    /** Tells the operator what it is and what to do. */
    BlockedException(String message) {
        super(message);
    }

    /** What to tell people; never null. */
    @Override
    public String getMessage() {
        return Objects.requireNonNullElse(super.getMessage(), "");
    }
}
