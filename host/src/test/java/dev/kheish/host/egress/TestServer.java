package dev.kheish.host.egress;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;

import javax.net.ServerSocketFactory;
import javax.net.ssl.ExtendedSSLSession;
import javax.net.ssl.SSLSocket;

/** A server on the loopback interface that says, byte for byte, what a test wants it to. */
final class TestServer implements AutoCloseable {
    private final ServerSocket listener;
    private final Script script;
    private final AtomicInteger connections = new AtomicInteger();
    private final AtomicInteger hangUps = new AtomicInteger();
    private final List<Request> requests = new CopyOnWriteArrayList<>();
    private final List<Throwable> failures = new CopyOnWriteArrayList<>();
    private final List<String> serverNames = new CopyOnWriteArrayList<>();
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();

    private TestServer(ServerSocket listener, Script script) {
        this.listener = listener;
        this.script = script;
    }

    /** Runs the script once for every connection, and closes it after that. */
    static TestServer running(Script script) throws IOException {
        return running(ServerSocketFactory.getDefault(), script);
    }

    static TestServer running(ServerSocketFactory sockets, Script script) throws IOException {
        var server =
                new TestServer(
                        sockets.createServerSocket(0, 50, InetAddress.getLoopbackAddress()),
                        script);
        Thread.ofVirtual().start(server::accept);
        return server;
    }

    /** Answers every request of every connection with the same bytes. */
    static TestServer answering(String answer) throws IOException {
        return running(
                peer -> {
                    while (peer.readRequest() != null) {
                        peer.send(answer);
                    }
                });
    }

    /** Answers one request for each connection, then hangs up without having said so. */
    static Script once(String answer) {
        return peer -> {
            peer.readRequest();
            peer.send(answer);
        };
    }

    /** Where nobody listens. */
    static InetSocketAddress nowhere() throws IOException {
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return new InetSocketAddress(socket.getInetAddress(), socket.getLocalPort());
        }
    }

    InetSocketAddress address() {
        return new InetSocketAddress(listener.getInetAddress(), listener.getLocalPort());
    }

    int port() {
        return listener.getLocalPort();
    }

    int connections() {
        return connections.get();
    }

    /** The names that clients asked for in their handshakes, once a connection. */
    List<String> serverNames() {
        return serverNames;
    }

    /** Waits until every script has come to its end. */
    void awaitNoConnections() throws InterruptedException {
        await(open::isEmpty);
    }

    void awaitRequests(int count) throws InterruptedException {
        await(() -> requests.size() >= count);
    }

    List<Request> requests() {
        return requests;
    }

    @Override
    public void close() throws IOException {
        listener.close();
        for (Socket socket : open) {
            socket.close();
        }
        if (!failures.isEmpty()) {
            throw new AssertionError("The script of the test server failed", failures.getFirst());
        }
    }

    private static void await(BooleanSupplier condition) throws InterruptedException {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(10);
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() > deadline) {
                throw new AssertionError("What the test waits for did not happen within 10 s");
            }
            Thread.sleep(2);
        }
    }

    private void accept() {
        while (!listener.isClosed()) {
            try {
                Socket socket = listener.accept();
                socket.setTcpNoDelay(true);
                open.add(socket);
                int number = connections.incrementAndGet();
                Thread.ofVirtual().start(() -> serve(socket, number));
            } catch (IOException e) {
                if (!listener.isClosed()) {
                    throw new UncheckedIOException(e);
                }
            }
        }
    }

    private void serve(Socket socket, int number) {
        try (socket) {
            if (socket instanceof SSLSocket secure) {
                shakeHands(secure);
            }
            script.play(new Peer(socket, number));
        } catch (IOException e) {
            // Many of these tests make the client hang up in the middle; that is no failure of the
            // script.
            hangUps.incrementAndGet();
        } catch (InterruptedException | RuntimeException e) {
            failures.add(e);
        } finally {
            open.remove(socket);
        }
    }

    private void shakeHands(SSLSocket socket) throws IOException {
        socket.startHandshake();
        ((ExtendedSSLSession) socket.getSession())
                .getRequestedServerNames()
                .forEach(
                        name ->
                                serverNames.add(
                                        new String(name.getEncoded(), StandardCharsets.US_ASCII)));
    }

    interface Script {
        void play(Peer peer) throws IOException, InterruptedException;
    }

    record Request(String head, String body) {
        boolean hasHeader(String line) {
            return head.contains("\r\n" + line + "\r\n");
        }
    }

    /** The server's end of one connection. */
    final class Peer {
        private final Socket socket;
        private final InputStream in;
        private final int number;

        Peer(Socket socket, int number) throws IOException {
            this.socket = socket;
            this.in = new BufferedInputStream(socket.getInputStream());
            this.number = number;
        }

        /** Which connection this is, from 1. */
        int number() {
            return number;
        }

        /** The next request, or null at the end. */
        Request readRequest() throws IOException {
            var head = new StringBuilder();
            while (head.indexOf("\r\n\r\n") < 0) {
                int b = in.read();
                if (b < 0) {
                    return null;
                }
                head.append((char) b);
            }
            int length = 0;
            for (String line : head.toString().split("\r\n", -1)) {
                if (line.toLowerCase(Locale.ROOT).startsWith("content-length:")) {
                    length = Integer.parseInt(line.substring("content-length:".length()).strip());
                }
            }
            var request =
                    new Request(
                            head.toString(),
                            new String(in.readNBytes(length), StandardCharsets.UTF_8));
            requests.add(request);
            return request;
        }

        void send(String text) throws IOException {
            socket.getOutputStream().write(text.getBytes(StandardCharsets.ISO_8859_1));
        }

        /** Waits until the client has hung up. */
        void awaitEnd() throws IOException {
            in.transferTo(OutputStream.nullOutputStream());
        }
    }
}
