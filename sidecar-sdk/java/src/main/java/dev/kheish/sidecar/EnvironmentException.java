package dev.kheish.sidecar;

/** A variable that the host sets is missing or bad. The message is one line for a person. */
public final class EnvironmentException extends SidecarException {
    private static final long serialVersionUID = 1;

    private final String variable;

    EnvironmentException(String variable, String what) {
        super(variable + " " + what + " The host sets this variable when it starts the program.");
        this.variable = variable;
    }

    /** The whole name, such as {@code KHEISH_EXTERNAL_CONNECTOR_BASE_URL}. */
    public String variable() {
        return variable;
    }
}
