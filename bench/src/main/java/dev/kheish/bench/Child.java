package dev.kheish.bench;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A server in a process of its own, which says {@code ready URL} when it listens. */
final class Child implements AutoCloseable {
    private static final Pattern READY = Pattern.compile("ready (http://\\S+) .*");
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final int KEPT_LINES = 50;

    private final Process process;
    private final Deque<String> lines = new ArrayDeque<>();
    private final CompletableFuture<String> url = new CompletableFuture<>();

    private Child(Process process) {
        this.process = process;
    }

    /** Starts it and waits until it is ready. */
    static Child start(List<String> command, Path folder) throws IOException, InterruptedException {
        Child child =
                new Child(
                        new ProcessBuilder(command)
                                .directory(folder.toFile())
                                .redirectErrorStream(true)
                                .start());
        Thread.ofPlatform().daemon().name("child-output").start(child::read);
        try {
            child.url.get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
            return child;
        } catch (ExecutionException | TimeoutException e) {
            child.close();
            throw new BenchException(
                    "%s did not get ready:%n%s".formatted(command.getFirst(), child.output()));
        }
    }

    private void read() {
        try (BufferedReader reader =
                new BufferedReader(new InputStreamReader(process.getInputStream(), UTF_8))) {
            for (String line = reader.readLine(); line != null; line = reader.readLine()) {
                keep(line);
                Matcher ready = READY.matcher(line);
                if (ready.matches()) {
                    url.complete(ready.group(1));
                }
            }
        } catch (IOException e) {
            keep("(output ended: " + e.getMessage() + ")");
        }
        url.completeExceptionally(new BenchException("It ended."));
    }

    private synchronized void keep(String line) {
        lines.addLast(line);
        if (lines.size() > KEPT_LINES) {
            lines.removeFirst();
        }
    }

    private synchronized String output() {
        return String.join("\n", lines);
    }

    String url() {
        return url.join();
    }

    long pid() {
        return process.pid();
    }

    /** The program and its arguments, as the system knows them. */
    List<String> commandLine() throws IOException {
        return Proc.commandLine(process.pid());
    }

    /** Ends it as a service manager does, or by force. */
    @Override
    public void close() throws InterruptedException {
        process.destroy();
        if (!process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
            process.destroyForcibly().waitFor();
        }
    }
}
