package dev.kheish.host.egress;

import java.io.IOException;
import java.lang.System.Logger.Level;
import java.net.Socket;

/** Ends connections that nobody needs any more. */
final class Sockets {
    private static final System.Logger LOG = System.getLogger(Sockets.class.getName());

    private Sockets() {}

    /**
     * Closes the plain socket, also under a secure one: that never waits for the peer, and wakes
     * every thread that does.
     */
    static void drop(Socket socket) {
        try {
            socket.close();
        } catch (IOException e) {
            LOG.log(Level.DEBUG, "Egress connection did not close cleanly", e);
        }
    }
}
