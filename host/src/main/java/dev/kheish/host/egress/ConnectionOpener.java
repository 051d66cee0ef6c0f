package dev.kheish.host.egress;

import dev.kheish.spi.EgressException;
import dev.kheish.spi.EgressException.Reason;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;

/**
 * Connects to the given addresses, one after the other, and to nothing else. Safe for use by many
 * threads.
 */
final class ConnectionOpener {
    private static final int MAX_TRIES = 8;

    /** Lets the deadline ring first, which tells a timeout from a refusal. */
    private static final long GRACE_MS = 50;

    private final Dialer dialer;
    private final Supplier<SSLContext> tls;

    /**
     * @param tls asked at the first secure connection, because reading the trusted certificates
     *     takes long
     */
    ConnectionOpener(Dialer dialer, Supplier<SSLContext> tls) {
        this.dialer = dialer;
        this.tls = tls;
    }

    PinnedConnection open(EgressUrl url, List<InetAddress> addresses, Deadline deadline)
            throws EgressException, InterruptedException {
        int tries = Math.min(addresses.size(), MAX_TRIES);
        for (int i = 0; i < tries; i++) {
            InetAddress address = addresses.get(i);
            // Not even the SOCKS settings of the JVM may send it elsewhere.
            var socket = new Socket(Proxy.NO_PROXY);
            boolean opened = false;
            try {
                deadline.guard(socket);
                dial(socket, new InetSocketAddress(address, url.port()), deadline, tries - i);
                Socket channel =
                        url.scheme() == Scheme.HTTPS ? secured(socket, url, deadline) : socket;
                var connection = new PinnedConnection(socket, channel, address);
                opened = true;
                return connection;
            } catch (IOException e) {
                throwIfOver(deadline);
            } finally {
                if (!opened) {
                    Sockets.drop(socket);
                }
            }
        }
        // Causes stay out of it, here and below: their texts name addresses.
        throw new EgressException(Reason.CONNECT, "No connection to " + url.origin());
    }

    /** What an I/O failure means when it is not the peer's doing. */
    static void throwIfOver(Deadline deadline) throws EgressException, InterruptedException {
        if (Thread.interrupted()) {
            throw new InterruptedException("Interrupted during an exchange");
        }
        if (deadline.expired()) {
            throw deadline.timeout();
        }
    }

    /** An address that does not answer leaves time for the ones behind it. */
    private void dial(Socket socket, InetSocketAddress address, Deadline deadline, int triesLeft)
            throws IOException, EgressException {
        long share =
                TimeUnit.NANOSECONDS.toMillis(deadline.remainingNanos()) / triesLeft + GRACE_MS;
        socket.setTcpNoDelay(true);
        dialer.connect(socket, address, (int) share);
    }

    private SSLSocket secured(Socket socket, EgressUrl url, Deadline deadline)
            throws EgressException, InterruptedException {
        String name = url.host().certificateName();
        try {
            var channel =
                    (SSLSocket)
                            tls.get()
                                    .getSocketFactory()
                                    .createSocket(socket, name, url.port(), true);
            SSLParameters parameters = channel.getSSLParameters();
            parameters.setEndpointIdentificationAlgorithm("HTTPS");
            if (url.host().address().isEmpty()) {
                // From bytes: the text form refuses names with an underscore.
                parameters.setServerNames(
                        List.of(new SNIHostName(name.getBytes(StandardCharsets.US_ASCII))));
            }
            channel.setSSLParameters(parameters);
            channel.startHandshake();
            return channel;
        } catch (IOException e) {
            throwIfOver(deadline);
            throw new EgressException(
                    Reason.TLS,
                    "No secure connection to "
                            + url.origin()
                            + ": the handshake failed, or its certificate is not trusted");
        }
    }
}
