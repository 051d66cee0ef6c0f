package dev.kheish.plugin.external.child;

import org.zeroturnaround.exec.ProcessExecutor;
import org.zeroturnaround.exec.StartedProcess;

import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** Starts a prepared command. */
final class Launcher {
    private static final long CLOSE_SECONDS = 2;

    private final ProcessTable table;
    private final boolean lifeline;

    Launcher(ProcessTable table, boolean lifeline) {
        this.table = table;
        this.lifeline = lifeline;
    }

    /**
     * Starts it with just these variables.
     *
     * @throws BlockedException if the machine refuses
     */
    LiveChild start(List<String> line, Map<String, String> environment, Path folder, OutputTap tap)
            throws BlockedException {
        ChildStreams streams = new ChildStreams(tap, lifeline);
        ProcessExecutor executor =
                new ProcessExecutor()
                        .command(line)
                        .directory(folder.toFile())
                        .environment(only(environment))
                        .exitValueAny()
                        .redirectErrorStream(false)
                        .streams(streams)
                        .closeTimeout(CLOSE_SECONDS, TimeUnit.SECONDS);
        StartedProcess started;
        try {
            started = executor.start();
        } catch (IOException e) {
            throw new BlockedException(
                    "child_process.command: the program cannot be started: " + reason(e));
        }
        long pid = started.getProcess().pid();
        Optional<ProcessId> id = table.entry(pid).map(ProcessEntry::id);
        return new LiveChild(started, streams, id.orElse(new ProcessId(pid, 0)));
    }

    // The library's own message quotes the environment, secrets included.
    private static String reason(IOException e) {
        Throwable cause = e.getCause();
        return cause instanceof IOException ? String.valueOf(cause.getMessage()) : "an I/O error";
    }

    // For the library a null takes away what would be inherited.
    private static Map<String, String> only(Map<String, String> environment) {
        Map<String, String> variables = new HashMap<>(environment);
        for (String inherited : System.getenv().keySet()) {
            if (!environment.containsKey(inherited)) {
                take(variables, inherited);
            }
        }
        return variables;
    }

    @SuppressWarnings("NullAway") // the map of the library takes nulls
    private static void take(Map<String, String> variables, String name) {
        variables.put(name, null);
    }
}
