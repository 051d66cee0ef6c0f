package dev.kheish.host.settings;

import java.util.List;

/** The settings cannot be used; the message lists every mistake. */
public final class SettingsException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final transient List<String> problems;

    public SettingsException(List<String> problems) {
        super(message(problems));
        this.problems = List.copyOf(problems);
    }

    /** One line each: the key, and what is wrong with it. */
    public List<String> problems() {
        return problems;
    }

    private static String message(List<String> problems) {
        String head =
                problems.size() == 1
                        ? "The settings have a problem:"
                        : "The settings have " + problems.size() + " problems:";
        return head + "\n  " + String.join("\n  ", problems);
    }
}
