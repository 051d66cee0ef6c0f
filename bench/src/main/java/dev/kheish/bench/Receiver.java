package dev.kheish.bench;

import io.helidon.http.Status;
import io.helidon.webserver.WebServer;
import io.helidon.webserver.http.HttpRouting;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;

import java.net.InetAddress;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * A target that takes everything at once and notes when it came; while it is held, it answers
 * nobody. Safe for many threads.
 */
final class Receiver implements AutoCloseable {
    // Loggers are held weakly: without this the level could be forgotten.
    private static final Logger LIBRARY = Logger.getLogger("io.helidon");

    private final WebServer server;
    private final Map<String, ConcurrentLinkedQueue<Long>> arrivals = new ConcurrentHashMap<>();
    private volatile CountDownLatch gate = new CountDownLatch(0);

    private Receiver() {
        server =
                WebServer.builder()
                        .address(InetAddress.getLoopbackAddress())
                        .port(0)
                        .shutdownHook(false)
                        .addRouting(HttpRouting.builder().any(this::take))
                        .build();
    }

    static Receiver start() {
        LIBRARY.setLevel(Level.WARNING);
        Receiver receiver = new Receiver();
        receiver.server.start();
        return receiver;
    }

    private void take(ServerRequest request, ServerResponse response) {
        request.content().as(byte[].class);
        try {
            gate.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt(); // the server stops
            response.status(Status.SERVICE_UNAVAILABLE_503).send();
            return;
        }
        at(request.path().path()).add(System.nanoTime());
        response.status(Status.OK_200).send();
    }

    private ConcurrentLinkedQueue<Long> at(String path) {
        return arrivals.computeIfAbsent(path, _ -> new ConcurrentLinkedQueue<>());
    }

    /** From now on what comes waits. */
    void hold() {
        gate = new CountDownLatch(1);
    }

    /** Answers what waits, and from now on at once. */
    void release() {
        gate.countDown();
    }

    String url(String path) {
        return "http://127.0.0.1:" + server.port() + path;
    }

    int count(String path) {
        return at(path).size();
    }

    /** A second, between the tenth and the ninetieth of a hundred arrivals. */
    double perSecond(String path) {
        long[] times = at(path).stream().mapToLong(Long::longValue).sorted().toArray();
        int first = times.length / 10;
        int last = times.length * 9 / 10;
        return last > first ? (last - first) / ((times[last] - times[first]) / 1e9) : 0;
    }

    @Override
    public void close() {
        release();
        server.stop();
    }
}
