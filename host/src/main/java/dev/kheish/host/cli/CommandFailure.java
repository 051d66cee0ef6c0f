package dev.kheish.host.cli;

import java.util.List;

/** A command cannot go on. The message is one sentence for the person at the keyboard. */
final class CommandFailure extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final String sentence;
    private final Exit exit;
    private final transient List<String> details;

    CommandFailure(Exit exit, String message) {
        this(exit, message, List.of());
    }

    CommandFailure(Exit exit, String message, List<String> details) {
        super(message);
        this.sentence = message;
        this.exit = exit;
        this.details = List.copyOf(details);
    }

    static CommandFailure usage(String message) {
        return new CommandFailure(Exit.REFUSED, message);
    }

    /** The message, which is never missing here. */
    String sentence() {
        return sentence;
    }

    Exit exit() {
        return exit;
    }

    /** Lines that follow the message, such as one for each field that was refused. */
    List<String> details() {
        return details;
    }
}
