package dev.kheish.host.cli.sidecar.program;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** An HTTP server small enough to be broken in every way. */
final class TestHttp {
    static final int LIMIT = 2 * 1024 * 1024;

    /** What answers. */
    interface Handler {
        Reply answer(Ask ask) throws IOException;
    }

    /**
     * A request whose body has not been read yet.
     *
     * @param length of the body; -1 if it is not known, or nonsense
     */
    record Ask(
            String method, String path, Map<String, String> headers, int length, InputStream in) {
        String body() throws IOException {
            byte[] bytes = in.readNBytes(length);
            return bytes.length < length ? "" : new String(bytes, StandardCharsets.UTF_8);
        }
    }

    record Reply(int status, String type, String body, boolean close) {
        static Reply json(int status, String body) {
            return new Reply(status, "application/json", body, false);
        }

        /** For requests whose body nobody wants to read. */
        static Reply last(int status, String error) {
            return new Reply(status, "application/json", "{\"error\":\"" + error + "\"}", true);
        }
    }

    private final ServerSocket socket;
    private final Handler handler;
    private final boolean serial;

    TestHttp(ServerSocket socket, Handler handler, boolean serial) {
        this.socket = socket;
        this.handler = handler;
        this.serial = serial;
    }

    void serve() {
        while (!socket.isClosed()) {
            try {
                Socket client = socket.accept();
                if (serial) {
                    talk(client);
                } else {
                    Thread.ofVirtual().start(() -> talk(client));
                }
            } catch (IOException e) {
                return;
            }
        }
    }

    private void talk(Socket client) {
        try (client) {
            InputStream in = new BufferedInputStream(client.getInputStream());
            boolean open = true;
            while (open) {
                Ask ask = read(in);
                if (ask == null) {
                    return;
                }
                Reply reply = handler.answer(ask);
                write(client.getOutputStream(), reply);
                open = !reply.close();
            }
            client.shutdownOutput();
        } catch (IOException e) {
            // the client left
        }
    }

    private static Ask read(InputStream in) throws IOException {
        String first = line(in);
        if (first.isEmpty()) {
            return null;
        }
        Map<String, String> headers = new TreeMap<>();
        for (String line = line(in); !line.isEmpty(); line = line(in)) {
            int colon = line.indexOf(':');
            headers.put(
                    line.substring(0, Math.max(0, colon)).toLowerCase(Locale.ROOT),
                    line.substring(colon + 1).strip());
        }
        String[] words = first.split(" ", -1);
        String length = headers.getOrDefault("content-length", words[0].equals("GET") ? "0" : "");
        int size =
                length.matches("[0-9]{1,10}")
                        ? (int) Math.min(1L << 30, Long.parseLong(length))
                        : -1;
        return words.length < 3 ? null : new Ask(words[0], words[1], headers, size, in);
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

    private static void write(OutputStream out, Reply reply) throws IOException {
        byte[] body = reply.body().getBytes(StandardCharsets.UTF_8);
        String head =
                "HTTP/1.1 %d X\r\nContent-Type: %s\r\nContent-Length: %d\r\n%s\r\n"
                        .formatted(
                                reply.status(),
                                reply.type(),
                                body.length,
                                reply.close() ? "Connection: close\r\n" : "");
        out.write(head.getBytes(StandardCharsets.ISO_8859_1));
        out.write(body);
        out.flush();
    }
}
