package dev.kheish.host.cli.sidecar.stage;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;

/** Reads answers off a connection, as strictly as the host does. For one thread. */
final class ReplyReader {
    private static final int LONGEST_LINE = 16 * 1024;
    private static final int LARGEST_BODY = 1024 * 1024;

    private final TimedInput timed;
    private final InputStream in;

    ReplyReader(Socket socket) throws IOException {
        timed = new TimedInput(socket);
        in = new BufferedInputStream(timed);
    }

    Answer read(Duration patience) {
        long start = System.nanoTime();
        timed.until(start + patience.toNanos());
        try {
            Head head = head();
            while (head.status() >= 100 && head.status() < 200) {
                head = head();
            }
            String body = body(head);
            return new Answer.Reply(
                    head.status(), head.headers(), body, head.persistent(), since(start));
        } catch (SocketTimeoutException e) {
            return new Answer.Silent(since(start));
        } catch (MalformedReplyException | EOFException e) {
            return new Answer.Closed(String.valueOf(e.getMessage()), since(start));
        } catch (IOException e) {
            return new Answer.Closed("the connection broke (" + e.getMessage() + ")", since(start));
        }
    }

    private Head head() throws IOException {
        String first = line("the connection was closed without an answer");
        if (!first.matches("HTTP/1\\.[01] [1-9][0-9]{2}( .*)?")) {
            throw new MalformedReplyException("'" + Texts.cut(first, 80) + "' is no status line");
        }
        Map<String, String> headers = new HashMap<>();
        for (String line = line(Head.BROKEN); !line.isEmpty(); line = line(Head.BROKEN)) {
            int colon = line.indexOf(':');
            if (colon < 1) {
                throw new MalformedReplyException("'" + Texts.cut(line, 80) + "' is no header");
            }
            headers.put(
                    line.substring(0, colon).toLowerCase(Locale.ROOT),
                    line.substring(colon + 1).strip());
        }
        return new Head(Integer.parseInt(first, 9, 12, 10), first.startsWith("HTTP/1.1"), headers);
    }

    private String body(Head head) throws IOException {
        if (head.status() == 204 || head.status() == 304) {
            return "";
        }
        if (head.chunked()) {
            return chunks();
        }
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        if (head.length() < 0) {
            out.writeBytes(in.readNBytes(LARGEST_BODY));
        } else {
            take(Math.min(head.length(), LARGEST_BODY), out);
        }
        return out.toString(StandardCharsets.UTF_8);
    }

    private String chunks() throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        while (out.size() < LARGEST_BODY) {
            String size = line(Head.BROKEN);
            int end = size.indexOf(';');
            int length = chunk(end < 0 ? size : size.substring(0, end));
            if (length == 0) {
                skipTrailers();
                break;
            }
            take(length, out);
            line(Head.BROKEN);
        }
        return out.toString(StandardCharsets.UTF_8);
    }

    private void skipTrailers() throws IOException {
        String line = line(Head.BROKEN);
        while (!line.isEmpty()) {
            line = line(Head.BROKEN);
        }
    }

    private static int chunk(String size) throws MalformedReplyException {
        try {
            return Integer.parseInt(size.strip(), 16);
        } catch (NumberFormatException e) {
            throw new MalformedReplyException("'" + Texts.cut(size, 80) + "' is no chunk size");
        }
    }

    private void take(int length, ByteArrayOutputStream out) throws IOException {
        byte[] bytes = in.readNBytes(length);
        if (bytes.length < length) {
            throw new EOFException(Head.BROKEN);
        }
        out.writeBytes(bytes);
    }

    private String line(String ifNothing) throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        for (int c = in.read(); c != '\n'; c = in.read()) {
            if (c < 0) {
                throw new EOFException(line.size() == 0 ? ifNothing : Head.BROKEN);
            }
            if (line.size() > LONGEST_LINE) {
                throw new MalformedReplyException("a line of its head is endless");
            }
            line.write(c);
        }
        String text = line.toString(StandardCharsets.ISO_8859_1);
        return text.endsWith("\r") ? text.substring(0, text.length() - 1) : text;
    }

    private static Duration since(long start) {
        return Duration.ofNanos(System.nanoTime() - start);
    }

    /** What came back is not HTTP. */
    private static final class MalformedReplyException extends IOException {
        private static final long serialVersionUID = 1L;

        MalformedReplyException(String message) {
            super("what came back is not HTTP: " + message);
        }
    }
}
