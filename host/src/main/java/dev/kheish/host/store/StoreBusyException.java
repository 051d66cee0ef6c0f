package dev.kheish.host.store;

/**
 * The commit queue, or one caller's share of it, is full. Nothing was stored; try again in a
 * second.
 */
public final class StoreBusyException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    StoreBusyException() {
        super("The commit queue is full", null, false, false);
    }
}
