package dev.kheish.sidecar;

/**
 * The host could not be reached, or was busy, for longer than the sidecar's {@linkplain
 * SidecarBuilder#patience patience}. The same call can be made again: event ids make repeats
 * harmless.
 */
public final class HostUnavailableException extends SidecarException {
    private static final long serialVersionUID = 1;

    HostUnavailableException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
