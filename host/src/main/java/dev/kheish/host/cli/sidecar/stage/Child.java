package dev.kheish.host.cli.sidecar.stage;

import java.io.File;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.TimeUnit;

/** One life of a sidecar's process, in a session of its own. Safe for use by many threads. */
public final class Child implements AutoCloseable {
    private static final Duration READERS = Duration.ofSeconds(1);

    private final Process process;
    private final Family family;
    private final ChildOutput output;
    private final String instanceId;
    private final List<Thread> readers = new ArrayList<>();
    private final Thread hook = new Thread(this::kill, "check-end");

    private Child(Process process, String instanceId, ChildOutput output) {
        this.process = process;
        this.instanceId = instanceId;
        this.family = new Family(process, instanceId);
        this.output = output;
        readers.add(output.follow(process.getInputStream()));
        readers.add(output.follow(process.getErrorStream()));
    }

    /**
     * @param lifeline whether its standard input is a pipe; else it is the null device
     * @throws IOException if there is no such program
     */
    static Child start(
            List<String> command,
            Map<String, String> environment,
            boolean lifeline,
            ChildOutput output)
            throws IOException {
        List<String> words = new ArrayList<>(Family.ownSession());
        words.addAll(command);
        ProcessBuilder builder = new ProcessBuilder(words);
        builder.environment().clear();
        builder.environment().putAll(environment);
        if (!lifeline) {
            builder.redirectInput(ProcessBuilder.Redirect.from(new File("/dev/null")));
        }
        String id = environment.getOrDefault(Variables.PREFIX + "INSTANCE_ID", "");
        Child child = new Child(builder.start(), id, output);
        // The person at the keyboard may end the check, and a session of its own hears no Ctrl-C.
        Runtime.getRuntime().addShutdownHook(child.hook);
        return child;
    }

    /** The id that the host gave to it. */
    public String instanceId() {
        return instanceId;
    }

    public long pid() {
        return process.pid();
    }

    public boolean alive() {
        return process.isAlive();
    }

    public ChildOutput output() {
        return output;
    }

    /** How it ended; empty if it lives on. */
    public OptionalInt ended(Duration patience) throws InterruptedException {
        if (!process.waitFor(patience.toMillis(), TimeUnit.MILLISECONDS)) {
            return OptionalInt.empty();
        }
        for (Thread reader : readers) {
            reader.join(READERS);
        }
        return OptionalInt.of(process.exitValue());
    }

    /** Tells it to leave, as the host does. */
    public void terminate() throws InterruptedException {
        family.look();
        family.signal("TERM");
    }

    /** Ends its standard input. */
    public void cutLifeline() throws IOException {
        OutputStream input = process.getOutputStream();
        input.close();
    }

    /** What it started and did not end. */
    public List<String> survivors() {
        return family.survivors().stream()
                .map(
                        handle ->
                                "process %d (%s)"
                                        .formatted(
                                                handle.pid(),
                                                name(handle).orElse("already leaving")))
                .toList();
    }

    /** Leaves nothing of it running. */
    @Override
    public void close() {
        kill();
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException e) {
            // The program is being ended, and the hook runs.
            return;
        }
    }

    private void kill() {
        family.kill();
    }

    private static Optional<String> name(ProcessHandle handle) {
        return handle.info().command();
    }
}
