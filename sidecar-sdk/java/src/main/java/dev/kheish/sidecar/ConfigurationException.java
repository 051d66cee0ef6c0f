package dev.kheish.sidecar;

/**
 * A setting of the sidecar's own is missing or bad; thrown by authors in a {@linkplain
 * SidecarBuilder#onStart start step}. Unlike the messages of other exceptions, this one is shown:
 * the log has it, the program ends with exit code 1.
 */
public final class ConfigurationException extends SidecarException {
    private static final long serialVersionUID = 1;

    /**
     * Says what is wrong and what to do.
     *
     * @param message for the operator, without secrets
     */
    public ConfigurationException(String message) {
        super(message);
    }
}
