package dev.kheish.sidecar.json;

/** A text is not the JSON that was wanted. The message says where, and quotes nothing of it. */
public final class MalformedJson extends RuntimeException {
    private static final long serialVersionUID = 1;

    /** With what is wrong and where. */
    public MalformedJson(String message) {
        super(message);
    }
}
