package dev.kheish.plugin.external.child;

import java.util.Optional;

/**
 * How a process ended.
 *
 * @param value as the JDK gives it: 128 and more for a signal
 */
record Exit(int value, long atMs) {
    private static final int SIGNALS = 128;
    private static final String[] NAMES = {
        "", "HUP", "INT", "QUIT", "ILL", "TRAP", "ABRT", "BUS", "FPE", "KILL", "USR1", "SEGV",
        "USR2", "PIPE", "ALRM", "TERM"
    };

    /** The signal that ended it, such as {@code SIGKILL}. */
    Optional<String> signal() {
        int number = value - SIGNALS;
        return number > 0 && number < NAMES.length
                ? Optional.of("SIG" + NAMES[number])
                : Optional.empty();
    }

    /** For people. */
    String text() {
        return signal().map(name -> "was ended by " + name)
                .orElseGet(() -> "ended with code " + value);
    }
}
