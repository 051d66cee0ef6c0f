package dev.kheish.plugin.external.child;

import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/** Sends signals to processes. Safe for use by many threads. */
final class Signaller {
    private static final System.Logger LOG = System.getLogger(Signaller.class.getName());
    private static final long PATIENCE_SECONDS = 5;

    private final ProcessTable table;
    private final SystemTools tools;

    Signaller(ProcessTable table, SystemTools tools) {
        this.table = table;
        this.tools = tools;
    }

    /** Signals one process, if it is still the one that is meant. */
    void one(ProcessId id, Signal signal) {
        if (table.entry(id.pid()).filter(entry -> entry.id().equals(id)).isEmpty()) {
            return;
        }
        ProcessHandle.of(id.pid())
                .ifPresent(
                        process -> {
                            boolean _ =
                                    switch (signal) {
                                        case TERM -> process.destroy();
                                        case KILL -> process.destroyForcibly();
                                    };
                        });
    }

    /**
     * Signals a group all at once, so that nobody in it can start another one in between. The
     * caller has made sure whose group it is.
     *
     * @return whether that could be done
     */
    boolean group(long group, Signal signal) throws InterruptedException {
        Path shell = tools.shell().orElse(null);
        if (shell == null) {
            return false;
        }
        // Every shell can signal a group by itself; a program for it is not on every machine.
        ProcessBuilder kill =
                new ProcessBuilder(
                                shell.toString(),
                                "-c",
                                "kill -s \"$0\" -- \"-$1\"",
                                signal.name(),
                                Long.toString(group))
                        .redirectErrorStream(true)
                        .redirectOutput(ProcessBuilder.Redirect.DISCARD);
        kill.environment().clear();
        try {
            Process process = kill.start();
            process.getOutputStream().close();
            if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
                process.destroyForcibly();
                return false;
            }
            return process.exitValue() == 0;
        } catch (IOException e) {
            LOG.log(System.Logger.Level.WARNING, "A process group could not be signalled", e);
            return false;
        }
    }
}
