package dev.kheish.sidecar;

/** A call was given up because the sidecar is stopping. */
public final class StoppingException extends SidecarException {
    private static final long serialVersionUID = 1;

    StoppingException(String what) {
        super(what + " was given up: the sidecar is stopping.");
    }
}
