package dev.kheish.tests;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.nio.charset.StandardCharsets;

/** Sends bytes that no client library would. */
final class RawHttp {
    private static final int PATIENCE_MS = 15_000;
    private static final byte[] PROBE =
            "GET /healthz HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"
                    .getBytes(StandardCharsets.ISO_8859_1);

    private RawHttp() {}

    /**
     * What came back.
     *
     * @param status of the first answer; 0 if the connection was closed without one
     * @param usable whether the same connection then served another request, or was closed in order
     */
    record Outcome(int status, String text, boolean usable) {}

    /** Sends a whole request, then a second good one on the same connection. */
    static Outcome send(String url, byte[] request) throws IOException {
        URI uri = URI.create(url);
        try (Socket socket = new Socket(InetAddress.getByName(uri.getHost()), uri.getPort())) {
            socket.setSoTimeout(PATIENCE_MS);
            OutputStream out = socket.getOutputStream();
            try {
                out.write(request);
                out.write(PROBE);
                out.flush();
                socket.shutdownOutput();
            } catch (SocketException e) {
                // refused before it was all sent: the answer still has to be there
            }
            return read(socket.getInputStream());
        }
    }

    private static Outcome read(InputStream in) throws IOException {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        boolean ended = true;
        try {
            in.transferTo(all);
        } catch (SocketTimeoutException e) {
            ended = false; // neither answered to the end nor closed
        } catch (SocketException e) {
            ended = all.size() > 0; // reset after the answer is in order, before it is not
        }
        String text = all.toString(StandardCharsets.ISO_8859_1);
        return new Outcome(status(text), text, ended);
    }

    private static int status(String text) {
        return text.startsWith("HTTP/1.1 ") && text.length() > 12
                ? Integer.parseInt(text.substring(9, 12))
                : 0;
    }
}
