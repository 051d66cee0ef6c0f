package dev.kheish.host.cli.sidecar.check;

/** A command of the caller did not do what it is for: the check can say nothing. */
public final class CommandProblemException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    CommandProblemException(String message) {
        super(message);
    }
}
