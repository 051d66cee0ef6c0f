package dev.kheish.host.cli;

/** Words given as an argument, where a single dash stands for standard input. */
final class Texts {
    private Texts() {}

    static String read(Shell shell, String argument) {
        String text = argument.equals("-") ? Document.text(shell, "-").stripTrailing() : argument;
        if (text.isBlank()) {
            throw CommandFailure.usage("The text is empty.");
        }
        return text;
    }
}
