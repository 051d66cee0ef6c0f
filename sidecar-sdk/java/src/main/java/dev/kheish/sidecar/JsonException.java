package dev.kheish.sidecar;

/** A text is not JSON, or not of the shape that was asked for. Quotes nothing of it. */
public final class JsonException extends SidecarException {
    private static final long serialVersionUID = 1;

    JsonException(String message) {
        super(message);
    }
}
