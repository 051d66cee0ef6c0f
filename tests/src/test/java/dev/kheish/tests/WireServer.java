package dev.kheish.tests;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.locks.LockSupport;

/**
 * An HTTP/1.1 server on a free port that answers as bad servers do, too: it tears answers and
 * resets connections. Bodies come with Content-Length.
 */
final class WireServer implements AutoCloseable {
    private static final int LARGE = 1024 * 1024;

    private final ServerSocket socket;
    private final Handler handler;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();
    private volatile Duration halt = Duration.ZERO;

    WireServer(Handler handler) throws IOException {
        this.handler = handler;
        this.socket = new ServerSocket(0, 1024, InetAddress.getLoopbackAddress());
        threads.execute(this::accept);
    }

    /** Header names are in lower case. */
    record Request(String method, String target, Map<String, String> headers, byte[] body) {
        String path() {
            int query = target.indexOf('?');
            return query < 0 ? target : target.substring(0, query);
        }

        String header(String name) {
            return headers.getOrDefault(name, "");
        }

        String text() {
            return new String(body, StandardCharsets.UTF_8);
        }
    }

    record Reply(int status, Map<String, String> headers, byte[] body, Manner manner) {
        static Reply of(int status, String type, byte[] body) {
            return new Reply(status, Map.of("Content-Type", type), body, Manner.WHOLE);
        }

        Reply in(Manner other) {
            return new Reply(status, headers, body, other);
        }
    }

    /** How an answer is given. */
    enum Manner {
        /** To its end. */
        WHOLE,
        /** The head and half of the body, then the connection ends. */
        TORN,
        /** Not at all: the connection is reset. */
        RESET
    }

    @FunctionalInterface
    interface Handler {
        Reply answer(Request request) throws Exception;
    }

    String url() {
        return "http://127.0.0.1:" + socket.getLocalPort();
    }

    /** From now on large bodies take a rest in their middle, on their way in and out. */
    void halt(Duration rest) {
        halt = rest;
    }

    private void rest(int bytes) {
        if (bytes > LARGE) {
            LockSupport.parkNanos(halt.toNanos());
        }
    }

    private void accept() {
        while (!socket.isClosed()) {
            try {
                Socket connection = socket.accept();
                open.add(connection);
                threads.execute(() -> serve(connection));
            } catch (IOException e) {
                return; // closed
            }
        }
    }

    private void serve(Socket connection) {
        try (connection) {
            InputStream in = new BufferedInputStream(connection.getInputStream());
            for (Request request = read(in); request != null; request = read(in)) {
                Reply reply = handler.answer(request);
                if (!write(connection, reply)) {
                    return;
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (IOException e) {
            // the client is gone, which is its own business
        } catch (Exception e) {
            throw new IllegalStateException("A fake failed to answer", e);
        } finally {
            open.remove(connection);
        }
    }

    private Request read(InputStream in) throws IOException {
        String first = line(in);
        if (first.isEmpty()) {
            return null;
        }
        Map<String, String> headers = new TreeMap<>();
        for (String line = line(in); !line.isEmpty(); line = line(in)) {
            int colon = line.indexOf(':');
            headers.put(
                    line.substring(0, colon).toLowerCase(java.util.Locale.ROOT),
                    line.substring(colon + 1).strip());
        }
        String[] words = first.split(" ");
        int length = Integer.parseInt(headers.getOrDefault("content-length", "0"));
        byte[] body = new byte[length];
        int half = in.readNBytes(body, 0, length / 2);
        rest(length);
        if (half + in.readNBytes(body, half, length - half) < length) {
            throw new IOException("The request broke off");
        }
        return new Request(words[0], words[1], headers, body);
    }

    private static String line(InputStream in) throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        for (int c = in.read(); c >= 0 && c != '\n'; c = in.read()) {
            if (c != '\r') {
                line.write(c);
            }
        }
        return line.toString(StandardCharsets.ISO_8859_1);
    }

    /** Whether the connection can be used again. */
    private boolean write(Socket connection, Reply reply) throws IOException {
        if (reply.manner() == Manner.RESET) {
            connection.setSoLinger(true, 0);
            return false;
        }
        StringBuilder head =
                new StringBuilder("HTTP/1.1 " + reply.status() + " X\r\nContent-Length: ")
                        .append(reply.body().length)
                        .append("\r\n");
        reply.headers().forEach((name, value) -> head.append(name + ": " + value + "\r\n"));
        OutputStream out = connection.getOutputStream();
        out.write(head.append("\r\n").toString().getBytes(StandardCharsets.ISO_8859_1));
        boolean whole = reply.manner() == Manner.WHOLE;
        int half = reply.body().length / 2;
        out.write(reply.body(), 0, half);
        if (whole) {
            rest(reply.body().length);
            out.write(reply.body(), half, reply.body().length - half);
        }
        out.flush();
        return whole;
    }

    @Override
    public void close() throws IOException {
        socket.close();
        for (Socket connection : open) {
            connection.close();
        }
        threads.shutdownNow();
        threads.close();
    }
}
