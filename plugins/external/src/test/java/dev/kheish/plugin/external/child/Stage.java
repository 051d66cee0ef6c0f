package dev.kheish.plugin.external.child;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kheish.plugin.external.Nullable;

import jakarta.json.JsonObject;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** A host with one child process. What a test leaves running ends when it is closed. */
final class Stage implements AutoCloseable {
    final TestHost host;
    private @Nullable ChildProcess child;

    Stage(Path folder) {
        this.host = new TestHost(folder);
    }

    ChildProcess start(Sidecars sidecar) {
        return start(sidecar, Sidecars.QUICK);
    }

    ChildProcess start(Sidecars sidecar, Timing timing) {
        return start(sidecar, timing, SystemTools.ofThisMachine());
    }

    ChildProcess start(Sidecars sidecar, Timing timing, SystemTools tools) {
        ChildProcess started = new ChildProcess(sidecar.settings(), host, timing, tools);
        child = started;
        started.start();
        return started;
    }

    ChildProcess child() {
        ChildProcess started = child;
        if (started == null) {
            throw new IllegalStateException("Nothing was started");
        }
        return started;
    }

    JsonObject details() {
        return child().status().details();
    }

    String state() {
        return details().getString("state");
    }

    String reason() {
        return child().status().reason();
    }

    /** Of the process that runs. */
    long pid() {
        return details().getJsonNumber("pid").longValue();
    }

    void awaitState(String state) {
        Eventually.holds(
                () ->
                        assertThat(state())
                                .describedAs(() -> reason() + " " + lastLines())
                                .isEqualTo(state));
    }

    /** Waits until it runs as another generation than this one. */
    void awaitGenerationAfter(long generation) {
        Eventually.holds(
                () ->
                        assertThat(details().getJsonNumber("generation").longValue())
                                .describedAs(() -> reason() + " " + lastLines())
                                .isGreaterThan(generation));
    }

    /** Waits for a line that begins so, and gives the rest. */
    String awaitLine(String source, String beginning) {
        return Eventually.get(
                () ->
                        host.lines(source).stream()
                                .filter(line -> line.startsWith(beginning))
                                .map(line -> line.substring(beginning.length()))
                                .findFirst());
    }

    /** Whether a process runs; one that only waits to be taken note of does not. */
    static boolean runs(long pid) {
        Optional<ProcessEntry> entry = new ProcessTable(Path.of("/proc")).entry(pid);
        return entry.filter(process -> !process.ended()).isPresent();
    }

    private List<String> lastLines() {
        List<String> lines = host.lines;
        return lines.subList(Math.max(0, lines.size() - 5), lines.size());
    }

    @Override
    public void close() throws InterruptedException {
        if (child != null) {
            child.close();
        }
        host.close();
    }
}
