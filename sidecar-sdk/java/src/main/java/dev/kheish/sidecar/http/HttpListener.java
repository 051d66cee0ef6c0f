package dev.kheish.sidecar.http;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * A small HTTP/1.1 server: one virtual thread for each connection, connections kept open, limits on
 * sizes and times. Safe for use by many threads.
 */
public final class HttpListener implements AutoCloseable {
    private static final int BACKLOG = 128;

    /** Beyond it callers wait to be accepted. */
    private static final int MAX_CONNECTIONS = 256;

    private static final Duration IDLE = Duration.ofSeconds(60);
    private static final Duration REQUEST = Duration.ofSeconds(20);
    private static final Duration LEAVING = Duration.ofSeconds(5);

    private final ServerSocket server;
    private final HttpService service;
    private final Thread acceptor = new Acceptor();
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();
    private final Semaphore places = new Semaphore(MAX_CONNECTIONS);
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition quiet = lock.newCondition();
    private int busy;

    private HttpListener(ServerSocket server, HttpService service) {
        this.server = server;
        this.service = service;
    }

    /**
     * Listens and serves from now on.
     *
     * @throws IOException if the address cannot be had
     */
    public static HttpListener open(InetSocketAddress address, HttpService service)
            throws IOException {
        var server = new ServerSocket();
        try {
            // A successor must not wait for the last packets of its predecessor.
            server.setReuseAddress(true);
            server.bind(address, BACKLOG);
        } catch (IOException e) {
            server.close();
            throw e;
        }
        var listener = new HttpListener(server, service);
        listener.acceptor.start();
        return listener;
    }

    private void accept() {
        try {
            for (; ; ) {
                places.acquire();
                Socket socket = server.accept();
                open.add(socket);
                Thread.ofVirtual().name("sidecar-connection").start(new Visitor(socket));
            }
        } catch (IOException | InterruptedException e) {
            closeQuietly(server);
        }
    }

    private void serve(Socket socket) {
        try (socket) {
            socket.setTcpNoDelay(true);
            var stream = new HttpStream(socket);
            boolean stays = true;
            while (stays && !server.isClosed()) {
                stays = exchange(stream);
            }
            stream.finish();
        } catch (IOException e) {
            // The caller left, or took too long: there is nobody to tell.
            closeQuietly(socket);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            open.remove(socket);
            places.release();
        }
    }

    /** One request and its answer; true if another may follow. */
    private boolean exchange(HttpStream stream) throws IOException, InterruptedException {
        if (!stream.awaitRequest(IDLE)) {
            return false;
        }
        count(1);
        try {
            var request = new HttpRequest(stream.head(REQUEST), stream);
            HttpReply reply = service.serve(request);
            boolean stays = request.used() && request.wantsToStay() && !server.isClosed();
            stream.write(reply, stays);
            return stays;
        } catch (HttpRefusal refusal) {
            stream.write(refusal.reply(), false);
            return false;
        } finally {
            count(-1);
        }
    }

    private void count(int change) {
        lock.lock();
        try {
            busy += change;
            if (busy == 0) {
                quiet.signalAll();
            }
        } finally {
            lock.unlock();
        }
    }

    /** Waits until no request is being served; false if that takes longer than {@code patience}. */
    public boolean awaitQuiet(Duration patience) throws InterruptedException {
        lock.lock();
        try {
            long nanos = patience.toNanos();
            while (busy > 0 && nanos > 0) {
                nanos = quiet.awaitNanos(nanos);
            }
            return busy == 0;
        } finally {
            lock.unlock();
        }
    }

    /** Where it listens. */
    public int port() {
        return server.getLocalPort();
    }

    /**
     * Accepts nobody any more and closes all connections, whatever they are doing. When it returns
     * the port is free.
     */
    @Override
    public void close() {
        closeQuietly(server);
        try {
            // The port is held until the thread that waits there, or for a place, has left.
            acceptor.interrupt();
            acceptor.join(LEAVING);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        open.forEach(HttpListener::closeQuietly);
    }

    private static void closeQuietly(ServerSocket socket) {
        try {
            socket.close();
        } catch (IOException e) {
            throw new IllegalStateException("A listening socket could not be closed.", e);
        }
    }

    private static void closeQuietly(Socket socket) {
        try {
            socket.close();
        } catch (SocketException e) {
            // It is as closed as it can be: the other side was first.
            return;
        } catch (IOException e) {
            throw new IllegalStateException("A connection could not be closed.", e);
        }
    }

    /**
     * A platform thread, because it sets up the JVM's virtual ones while the sidecar goes on
     * starting: that takes longer than everything else here.
     */
    private final class Acceptor extends Thread {
        Acceptor() {
            super("sidecar-accept");
            setDaemon(true);
        }

        @Override
        public void run() {
            Thread.ofVirtual().start(new Nothing());
            accept();
        }
    }

    // Classes and not lambdas: the first lambda of a JVM costs milliseconds.

    private final class Visitor implements Runnable {
        private final Socket socket;

        Visitor(Socket socket) {
            this.socket = socket;
        }

        @Override
        public void run() {
            serve(socket);
        }
    }

    private static final class Nothing implements Runnable {
        @Override
        public void run() {
            // Being a virtual thread is all that it does.
        }
    }
}
