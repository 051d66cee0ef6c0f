package dev.kheish.host.egress;

import dev.kheish.spi.EgressException;
import dev.kheish.spi.EgressRequest;

import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;

/**
 * An open connection to an address that was checked when it was made, and is compared with the
 * newly checked ones before it is used again. One exchange at a time.
 */
final class PinnedConnection {
    private final Socket socket;
    private final InetAddress address;
    private final ByteSource in;
    private final OutputStream out;

    /**
     * @param socket the plain socket, which closing works on
     * @param channel the same, or the secure one above it
     */
    PinnedConnection(Socket socket, Socket channel, InetAddress address) throws IOException {
        this.socket = socket;
        this.address = address;
        this.in = new ByteSource(channel.getInputStream());
        this.out = channel.getOutputStream();
    }

    Socket socket() {
        return socket;
    }

    InetAddress address() {
        return address;
    }

    Answer exchange(RequestBytes message, EgressRequest request, EgressOrigin origin)
            throws IOException, EgressException {
        in.beginAnswer();
        var reader = new AnswerReader(in, origin, request.responseLimit(), request.cutsResponse());
        try {
            message.writeTo(out);
        } catch (IOException e) {
            return refusalBefore(e, reader);
        }
        return reader.read();
    }

    /** Whether the peer has begun to answer the request of the moment. */
    boolean hasBegunAnswer() {
        return in.hasReceived();
    }

    /** Whether nothing came while nothing was asked; what did could pass for the next answer. */
    boolean isQuiet() {
        try {
            return !in.hasMore();
        } catch (IOException e) {
            return false;
        }
    }

    void close() {
        Sockets.drop(socket);
    }

    /** A peer may answer, with 413 say, and hang up before it has read everything. */
    private Answer refusalBefore(IOException written, AnswerReader reader) throws IOException {
        try {
            return reader.read();
        } catch (IOException | EgressException e) {
            written.addSuppressed(e);
            throw written;
        }
    }
}
