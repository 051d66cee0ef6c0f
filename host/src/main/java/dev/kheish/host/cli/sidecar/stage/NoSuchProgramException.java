package dev.kheish.host.cli.sidecar.stage;

/** The command of a sidecar names no program. */
public final class NoSuchProgramException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final String program;

    NoSuchProgramException(String program) {
        super("There is no program '" + program + "'.");
        this.program = program;
    }

    public String program() {
        return program;
    }
}
