package dev.kheish.host.cli;

import org.jspecify.annotations.Nullable;

import java.io.Console;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** The terminal that this process was started from. */
@SuppressWarnings("SystemConsoleNull") // without a terminal it is null again since Java 25
final class SystemTerminal implements Terminal {
    private static final int USUAL_WIDTH = 80;

    private final Map<String, String> environment;
    private final @Nullable Console console = System.console();

    SystemTerminal(Map<String, String> environment) {
        this.environment = environment;
    }

    @Override
    public boolean interactive() {
        return console != null && console.isTerminal();
    }

    @Override
    public int width() {
        String columns = environment.getOrDefault("COLUMNS", "");
        return columns.matches("[1-9][0-9]{0,3}") ? Integer.parseInt(columns) : ask();
    }

    @Override
    public char[] readHidden(String prompt) {
        if (console == null) {
            return Terminal.none().readHidden(prompt);
        }
        char[] typed = console.readPassword("%s", prompt);
        return typed == null ? new char[0] : typed;
    }

    // Java has no call for it; stty answers "rows columns" in a few milliseconds.
    private static int ask() {
        try {
            Process stty =
                    new ProcessBuilder("stty", "size")
                            .redirectInput(ProcessBuilder.Redirect.INHERIT)
                            .redirectError(ProcessBuilder.Redirect.DISCARD)
                            .start();
            String answer =
                    new String(stty.getInputStream().readAllBytes(), StandardCharsets.US_ASCII)
                            .trim();
            if (stty.waitFor(1, TimeUnit.SECONDS) && answer.matches("\\d+ [1-9]\\d{0,3}")) {
                return Integer.parseInt(answer.substring(answer.indexOf(' ') + 1));
            }
            return USUAL_WIDTH;
        } catch (IOException e) {
            return USUAL_WIDTH; // no stty on this system
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return USUAL_WIDTH;
        }
    }
}
