package dev.kheish.spi;

/** A file that could not be fetched. */
public final class FetchException extends Exception {
    private static final long serialVersionUID = 1L;

    private final boolean permanent;

    private FetchException(String message, boolean permanent) {
        super(message);
        this.permanent = permanent;
    }

    /** Another try may help. The message becomes a note in the run; no URL that holds a token. */
    public static FetchException temporary(String message) {
        return new FetchException(message, false);
    }

    /** No further try helps. The message becomes a note in the run; no URL that holds a token. */
    public static FetchException permanent(String message) {
        return new FetchException(message, true);
    }

    /** Whether further tries are pointless. */
    public boolean isPermanent() {
        return permanent;
    }
}
