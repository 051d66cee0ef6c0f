package dev.kheish.sample.irc;

import java.io.IOException;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;

import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;

/**
 * One connection to a server: messages in, lines out. A thread of its own reads, so that waiting
 * for a message can end without harm to a TLS record. Sending is safe for many threads.
 */
final class IrcSocket implements AutoCloseable {
    private static final int CONNECT_MILLIS = 20_000;
    private static final int HANDSHAKE_MILLIS = 20_000;
    private static final int MAX_WAITING = 1_000;

    private final Socket socket;
    private final OutputStream out;
    private final BlockingQueue<Arrival> arrivals = new ArrayBlockingQueue<>(MAX_WAITING);
    private final ReentrantLock sending = new ReentrantLock();
    private final Thread reader;

    private IrcSocket(Socket socket) throws IOException {
        this.socket = socket;
        this.out = socket.getOutputStream();
        this.reader = Thread.ofVirtual().name("irc-reader").unstarted(this::read);
    }

    /** Connects, and shakes hands where the settings want TLS. */
    static IrcSocket open(IrcSettings settings) throws IOException {
        var plain = new Socket();
        try {
            plain.connect(new InetSocketAddress(settings.host(), settings.port()), CONNECT_MILLIS);
            plain.setTcpNoDelay(true);
            plain.setKeepAlive(true);
            var opened = new IrcSocket(settings.tls() ? secured(plain, settings) : plain);
            opened.reader.start();
            return opened;
        } catch (IOException e) {
            plain.close();
            throw e;
        }
    }

    private static Socket secured(Socket plain, IrcSettings settings) throws IOException {
        var factory = Trust.context(settings.authority()).getSocketFactory();
        var secured =
                (SSLSocket) factory.createSocket(plain, settings.host(), settings.port(), true);
        SSLParameters parameters = secured.getSSLParameters();
        // Without this a certificate of anybody would do.
        parameters.setEndpointIdentificationAlgorithm("HTTPS");
        secured.setSSLParameters(parameters);
        secured.setSoTimeout(HANDSHAKE_MILLIS);
        secured.startHandshake();
        secured.setSoTimeout(0);
        return secured;
    }

    private void read() {
        IOException end = RefusedException.of("the server closed the connection");
        try {
            var lines = new LineReader(socket.getInputStream());
            for (String line = lines.next(); line != null; line = lines.next()) {
                arrivals.put(new Arrival(IrcMessage.parse(line).orElse(null), null));
            }
        } catch (IOException e) {
            end = e;
        } catch (InterruptedException e) {
            // Closed by close(): nobody waits for messages any more.
            return;
        }
        try {
            arrivals.put(new Arrival(null, end));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /**
     * The next message, or empty if none comes within {@code patience}.
     *
     * @throws IOException if the connection has ended
     */
    Optional<IrcMessage> receive(Duration patience) throws IOException, InterruptedException {
        Arrival arrival = arrivals.poll(patience.toMillis(), TimeUnit.MILLISECONDS);
        if (arrival == null) {
            return Optional.empty();
        }
        if (arrival.end() != null) {
            throw arrival.end();
        }
        return Optional.ofNullable(arrival.message());
    }

    /** Sends one line. */
    void send(String command, String... parameters) throws IOException {
        String line = IrcMessage.line(command, parameters) + "\r\n";
        sending.lock();
        try {
            out.write(line.getBytes(StandardCharsets.UTF_8));
            out.flush();
        } finally {
            sending.unlock();
        }
    }

    @Override
    public void close() throws IOException {
        reader.interrupt();
        socket.close();
    }

    /** A message (null for a line without a command) or the end. */
    private record Arrival(@Nullable IrcMessage message, @Nullable IOException end) {}
}
