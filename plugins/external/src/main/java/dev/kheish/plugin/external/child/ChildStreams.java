package dev.kheish.plugin.external.child;

import org.zeroturnaround.exec.stream.PumpStreamHandler;

import java.io.IOException;
import java.io.OutputStream;

/** The three streams of a child process. */
final class ChildStreams extends PumpStreamHandler {
    private static final System.Logger LOG = System.getLogger(ChildStreams.class.getName());

    private final boolean lifeline;
    private volatile OutputStream toProgram = OutputStream.nullOutputStream();

    /**
     * @param lifeline whether standard input stays open until {@link #closeInput}
     */
    ChildStreams(OutputTap tap, boolean lifeline) {
        super(tap.stream("stdout"), tap.stream("stderr"));
        this.lifeline = lifeline;
    }

    @Override
    public void setProcessInputStream(OutputStream program) {
        toProgram = program;
        if (!lifeline) {
            closeInput();
        }
    }

    /** Lets go of standard input. */
    void closeInput() {
        try {
            toProgram.close();
        } catch (IOException e) {
            LOG.log(System.Logger.Level.DEBUG, "Standard input was closed already", e);
        }
    }

    /** Waits until both are read to the end. */
    @Override
    public void stop() {
        try {
            super.stop();
        } finally {
            closeInput();
            closeLines(getOut());
            closeLines(getErr());
        }
    }

    // Reading blocks for as long as the program lives; no reason to keep the machine running.
    @Override
    protected Thread newThread(Runnable task) {
        Thread thread = super.newThread(task);
        thread.setDaemon(true);
        return thread;
    }

    private static void closeLines(OutputStream lines) {
        try {
            lines.close();
        } catch (IOException e) {
            throw new IllegalStateException("Lines are kept in memory", e);
        }
    }
}
