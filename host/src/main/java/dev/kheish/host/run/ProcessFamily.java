package dev.kheish.host.run;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A process with all that it started. */
final class ProcessFamily {
    private static final System.Logger LOG = System.getLogger(ProcessFamily.class.getName());
    private static final Path SETSID = Path.of("/usr/bin/setsid");
    private static final Path KILL = Path.of("/bin/kill");
    private static final long KILL_SECONDS = 5;

    private final Process process;
    private final boolean grouped = !ownGroup().isEmpty();

    ProcessFamily(Process process) {
        this.process = process;
    }

    /** What goes before a command to give it a process group of its own, where that can be had. */
    static List<String> ownGroup() {
        return Files.isExecutable(SETSID) && Files.isExecutable(KILL)
                ? List.of(SETSID.toString())
                : List.of();
    }

    /** Ends all of it at once; harmless if nothing is left. */
    void kill() {
        // Once the parent is dead they are no longer to be found from here.
        List<ProcessHandle> descendants = process.descendants().toList();
        boolean wasAlive = process.isAlive();
        if (grouped) {
            killGroup();
        }
        if (wasAlive) {
            process.destroyForcibly();
        }
        descendants.forEach(ProcessHandle::destroyForcibly);
    }

    /** The program may have ended and left others of its group running. */
    private void killGroup() {
        try {
            Process kill =
                    new ProcessBuilder(KILL.toString(), "-KILL", "--", "-" + process.pid())
                            .redirectErrorStream(true)
                            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                            .start();
            if (!kill.waitFor(KILL_SECONDS, TimeUnit.SECONDS)) {
                kill.destroyForcibly();
            }
        } catch (IOException e) {
            LOG.log(System.Logger.Level.WARNING, "A process group could not be ended", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
