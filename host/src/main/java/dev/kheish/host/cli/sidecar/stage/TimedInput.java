package dev.kheish.host.cli.sidecar.stage;

import java.io.FilterInputStream;
import java.io.IOException;
import java.net.Socket;
import java.net.SocketTimeoutException;

/** What comes from a socket before a moment; later reads fail. For one thread. */
final class TimedInput extends FilterInputStream {
    private static final long MILLI = 1_000_000;

    private final Socket socket;
    private long deadline;

    TimedInput(Socket socket) throws IOException {
        super(socket.getInputStream());
        this.socket = socket;
    }

    void until(long nanoTime) {
        deadline = nanoTime;
    }

    @Override
    public int read() throws IOException {
        arm();
        return super.read();
    }

    @Override
    public int read(byte[] into, int offset, int length) throws IOException {
        arm();
        return super.read(into, offset, length);
    }

    private void arm() throws IOException {
        long left = deadline - System.nanoTime();
        if (left <= 0) {
            throw new SocketTimeoutException("The time is over");
        }
        socket.setSoTimeout((int) Math.max(1, left / MILLI));
    }
}
