package dev.kheish.plugin.external.child;

import org.zeroturnaround.exec.StartedProcess;

import java.time.Duration;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** A process that was started. Safe for use by many threads. */
final class LiveChild {
    private static final System.Logger LOG = System.getLogger(LiveChild.class.getName());

    private final StartedProcess started;
    private final ChildStreams streams;
    private final ProcessId id;

    LiveChild(StartedProcess started, ChildStreams streams, ProcessId id) {
        this.started = started;
        this.streams = streams;
        this.id = id;
    }

    ProcessId id() {
        return id;
    }

    boolean isAlive() {
        return started.getProcess().isAlive();
    }

    /** Tells when it has ended, on a thread of the JDK. */
    void onExit(Runnable told) {
        CompletableFuture<Void> _ = started.getProcess().onExit().thenRun(told);
    }

    /** Its exit value; to be asked when it has ended. */
    int exitValue() {
        return started.getProcess().exitValue();
    }

    /** Lets go of its standard input, which for some programs means to leave. */
    void closeInput() {
        streams.closeInput();
    }

    /** Ends it, and whom the JDK knows to descend from it, at once. */
    void kill() {
        // By its handle: the process itself would close the pipes, and what is not read yet be
        // lost.
        ProcessHandle handle = started.getProcess().toHandle();
        handle.descendants().forEach(ProcessHandle::destroyForcibly);
        handle.destroyForcibly();
    }

    /** Waits until what it wrote is read; what others hold open longer than that is given up. */
    void drainOutput(Duration patience) throws InterruptedException {
        try {
            started.getFuture().get(patience.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException | ExecutionException | CancellationException e) {
            LOG.log(System.Logger.Level.DEBUG, "Its output was not read to the end", e);
        } finally {
            started.getProcess().destroyForcibly(); // closes the pipes
        }
    }
}
