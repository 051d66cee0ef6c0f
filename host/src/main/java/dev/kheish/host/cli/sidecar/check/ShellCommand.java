package dev.kheish.host.cli.sidecar.check;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** A command of the caller, run by the shell for half a minute at most. For one thread. */
final class ShellCommand {
    private static final Duration LONGEST = Duration.ofSeconds(30);

    private final String command;
    private final Process process;
    private final CompletableFuture<String> printed = new CompletableFuture<>();

    private ShellCommand(String command, Process process) {
        this.command = command;
        this.process = process;
        Thread.ofVirtual().name("check-command").start(this::read);
        Thread.ofVirtual().name("check-command-end").start(this::guard);
    }

    static ShellCommand start(String command, Map<String, String> variables) {
        ProcessBuilder builder = new ProcessBuilder("sh", "-c", command);
        builder.environment().putAll(variables);
        builder.redirectError(ProcessBuilder.Redirect.DISCARD);
        try {
            Process process = builder.start();
            process.getOutputStream().close();
            return new ShellCommand(command, process);
        } catch (IOException e) {
            throw new UncheckedIOException("Failed while running '" + command + "'", e);
        }
    }

    /** The number that a command prints. */
    static long number(String command) throws InterruptedException {
        String text = start(command, Map.of()).finish().strip();
        if (!text.matches("[0-9]{1,18}")) {
            throw new CommandProblemException(
                    "--count printed '%s' instead of a number".formatted(text));
        }
        return Long.parseLong(text);
    }

    /** Waits for its end; what it printed on its standard output. */
    String finish() throws InterruptedException {
        int code = process.waitFor();
        if (code != 0) {
            throw new CommandProblemException(
                    "the command '%s' ended with code %d".formatted(command, code));
        }
        return printed.join();
    }

    private void read() {
        try (var out = process.getInputStream()) {
            printed.complete(new String(out.readAllBytes(), StandardCharsets.UTF_8));
        } catch (IOException e) {
            printed.completeExceptionally(e);
        }
    }

    private void guard() {
        try {
            if (!process.waitFor(LONGEST.toMillis(), TimeUnit.MILLISECONDS)) {
                process.descendants().forEach(ProcessHandle::destroyForcibly);
                process.destroyForcibly();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
