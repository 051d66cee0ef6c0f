package dev.kheish.host.cli;

import org.jspecify.annotations.Nullable;

import picocli.CommandLine.Option;

/**
 * Where the value of a secret comes from: never from the command line, which everybody can read.
 */
final class SecretSource {
    @Option(
            names = "--from-file",
            paramLabel = "FILE",
            description = "File that holds the value; one line break at its end is left out.")
    private @Nullable String file;

    @Option(
            names = "--from-env",
            paramLabel = "NAME",
            description = "Variable of the environment that holds the value.")
    private @Nullable String variable;

    String read(Shell shell, String what) {
        if (file != null && variable != null) {
            throw CommandFailure.usage("Give --from-file or --from-env, not both.");
        }
        if (variable != null) {
            return fromEnvironment(shell, variable);
        }
        if (file == null && shell.terminal().interactive()) {
            return checked(
                    new String(shell.terminal().readHidden("Value of " + what + ": ")),
                    "What was typed");
        }
        return fromFile(shell, file == null ? "-" : file);
    }

    static String fromFile(Shell shell, String file) {
        String text = Document.text(shell, file);
        int end = text.length();
        if (end > 0 && text.charAt(end - 1) == '\n') {
            end--;
            if (end > 0 && text.charAt(end - 1) == '\r') {
                end--;
            }
        }
        return checked(
                text.substring(0, end), file.equals("-") ? "Standard input" : "The file " + file);
    }

    private static String fromEnvironment(Shell shell, String name) {
        String value = shell.environment().get(name);
        if (value == null) {
            throw CommandFailure.usage("There is no variable " + name + " in the environment.");
        }
        return checked(value, "The variable " + name);
    }

    private static String checked(String value, String where) {
        if (value.isBlank()) {
            throw CommandFailure.usage(where + " is empty.");
        }
        return value;
    }
}
