package dev.kheish.sidecar;

/** An attachment cannot be had, or is not what was announced. */
public final class AssetException extends SidecarException {
    private static final long serialVersionUID = 1;

    private final String assetId;

    AssetException(String assetId, String message) {
        super(message);
        this.assetId = assetId;
    }

    /** The attachment's id. */
    public String assetId() {
        return assetId;
    }
}
