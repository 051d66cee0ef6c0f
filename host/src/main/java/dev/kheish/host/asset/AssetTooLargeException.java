package dev.kheish.host.asset;

/** There were more bytes than may be stored in one asset. Nothing was stored. */
public final class AssetTooLargeException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final long limit;

    AssetTooLargeException(long limit) {
        super("An asset may have at most %d bytes".formatted(limit));
        this.limit = limit;
    }

    /** How many bytes would have been taken. */
    public long limit() {
        return limit;
    }
}
