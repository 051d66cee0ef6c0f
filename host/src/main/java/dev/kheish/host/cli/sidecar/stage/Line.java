package dev.kheish.host.cli.sidecar.stage;

import java.io.IOException;
import java.net.Socket;
import java.time.Duration;
import java.util.Arrays;

/** One open connection to the sidecar. For one thread. */
public final class Line implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(Line.class.getName());

    private final Socket socket;
    private final ReplyReader replies;
    private final String host;
    private final String prefix;

    Line(Socket socket, String host, String prefix) throws IOException {
        this.socket = socket;
        this.replies = new ReplyReader(socket);
        this.host = host;
        this.prefix = prefix;
    }

    /** Sends a request and waits for its answer. */
    public Answer exchange(Request request, Duration patience) {
        byte[] bytes = request.bytes(host, prefix);
        // Beside the reading: who refuses a large body may answer long before it has all of it.
        Thread.ofVirtual().name("check-writer").start(() -> write(bytes));
        return replies.read(patience);
    }

    /** Sends the request without its last bytes. */
    public void begin(Request request, int missing) {
        byte[] bytes = request.bytes(host, prefix);
        write(Arrays.copyOf(bytes, bytes.length - missing));
    }

    /** What comes for all that was sent. */
    public Answer read(Duration patience) {
        return replies.read(patience);
    }

    private void write(byte[] bytes) {
        try {
            socket.getOutputStream().write(bytes);
            socket.getOutputStream().flush();
        } catch (IOException e) {
            // What the sidecar said before it stopped reading is what counts.
            LOG.log(System.Logger.Level.DEBUG, "The sidecar did not read a whole request", e);
        }
    }

    @Override
    public void close() {
        try {
            socket.close();
        } catch (IOException e) {
            LOG.log(System.Logger.Level.DEBUG, "A connection could not be closed in order", e);
        }
    }
}
