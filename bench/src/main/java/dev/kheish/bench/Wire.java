package dev.kheish.bench;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.util.Arrays;
import java.util.Locale;

/**
 * One connection that stays open and speaks as little HTTP as a load generator needs: requests come
 * ready made, answers have a length. For one thread.
 */
final class Wire implements AutoCloseable {
    private static final String LENGTH = "\r\ncontent-length: ";
    private static final int PATIENCE_MS = 30_000;

    private final Socket socket = new Socket();
    private final InputStream in;
    private final OutputStream out;
    private byte[] buffer = new byte[16 * 1024];
    private int filled;

    /** An answer. */
    record Answer(int status, String body) {
        boolean isTaken() {
            return status / 100 == 2;
        }
    }

    Wire(String server) throws IOException {
        URI address = URI.create(server);
        socket.setTcpNoDelay(true);
        socket.setSoTimeout(PATIENCE_MS);
        socket.connect(new InetSocketAddress(address.getHost(), address.getPort()), PATIENCE_MS);
        in = socket.getInputStream();
        out = socket.getOutputStream();
    }

    Answer exchange(byte[] request) throws IOException {
        out.write(request);
        int bodyAt = awaitHead();
        String head = new String(buffer, 0, bodyAt, ISO_8859_1).toLowerCase(Locale.ROOT);
        int length = length(head);
        while (filled < bodyAt + length) {
            fill();
        }
        String body = new String(buffer, bodyAt, length, UTF_8);
        filled -= bodyAt + length;
        System.arraycopy(buffer, bodyAt + length, buffer, 0, filled);
        return new Answer(Integer.parseInt(head.substring(9, 12)), body);
    }

    private static int length(String head) {
        int at = head.indexOf(LENGTH);
        if (at < 0) {
            throw new BenchException("An answer without a length:\n" + head);
        }
        int begin = at + LENGTH.length();
        return Integer.parseInt(head.substring(begin, head.indexOf('\r', begin)).strip());
    }

    private int awaitHead() throws IOException {
        int searched = 0;
        while (true) {
            for (int i = Math.max(3, searched); i < filled; i++) {
                if (buffer[i] == '\n'
                        && buffer[i - 1] == '\r'
                        && buffer[i - 2] == '\n'
                        && buffer[i - 3] == '\r') {
                    return i + 1;
                }
            }
            searched = filled;
            fill();
        }
    }

    private void fill() throws IOException {
        if (filled == buffer.length) {
            buffer = Arrays.copyOf(buffer, filled * 2);
        }
        int read = in.read(buffer, filled, buffer.length - filled);
        if (read < 0) {
            throw new EOFException("The server closed the connection");
        }
        filled += read;
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
