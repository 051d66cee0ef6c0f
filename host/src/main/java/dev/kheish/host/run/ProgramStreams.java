package dev.kheish.host.run;

import org.zeroturnaround.exec.stream.PumpStreamHandler;

import java.io.IOException;
import java.io.OutputStream;

/** The three streams of a handler's program. */
final class ProgramStreams extends PumpStreamHandler {
    private static final System.Logger LOG = System.getLogger(ProgramStreams.class.getName());

    private final byte[] food;

    ProgramStreams(byte[] input, OutputStream output, OutputStream errors) {
        super(output, errors);
        this.food = input;
    }

    /** Feeds the program, which may well end without having read a byte. */
    @Override
    public void setProcessInputStream(OutputStream program) {
        Thread.ofVirtual().name("handler-stdin").start(() -> feed(program));
    }

    private void feed(OutputStream program) {
        try (program) {
            program.write(food);
        } catch (IOException e) {
            LOG.log(System.Logger.Level.DEBUG, "The program did not read all of its input", e);
        }
    }
}
