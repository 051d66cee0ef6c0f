package dev.kheish.host.egress;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;

/** Connects a socket. A seam: a test looks here which address was dialled. */
@FunctionalInterface
interface Dialer {
    void connect(Socket socket, InetSocketAddress address, int timeoutMillis) throws IOException;

    static Dialer direct() {
        return Socket::connect;
    }
}
