package dev.kheish.host.cli.sidecar.stage;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.UnknownHostException;
import java.time.Duration;

import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;

/** The address of a sidecar; each request goes over a connection of its own. For many threads. */
public final class Wire {
    private final URI url;

    public Wire(URI url) {
        this.url = url;
    }

    public URI url() {
        return url;
    }

    public Exchange ask(Request request, Duration patience) {
        return Exchange.of(request, send(request, patience));
    }

    public Answer send(Request request, Duration patience) {
        try (Line line = open()) {
            return line.exchange(request, patience);
        } catch (IOException e) {
            return new Answer.Unreachable(reason(e));
        }
    }

    public Line open() throws IOException {
        Socket socket = new Socket();
        try {
            socket.connect(
                    new InetSocketAddress(url.getHost(), port()), (int) Limits.PROBE.toMillis());
            socket.setTcpNoDelay(true);
            return new Line(secured(socket), url.getRawAuthority(), prefix());
        } catch (IOException e) {
            socket.close();
            throw e;
        }
    }

    private Socket secured(Socket plain) throws IOException {
        if (!url.getScheme().equals("https")) {
            return plain;
        }
        SSLSocketFactory factory = (SSLSocketFactory) SSLSocketFactory.getDefault();
        SSLSocket socket = (SSLSocket) factory.createSocket(plain, url.getHost(), port(), true);
        SSLParameters parameters = socket.getSSLParameters();
        parameters.setEndpointIdentificationAlgorithm("HTTPS");
        socket.setSSLParameters(parameters);
        socket.setSoTimeout((int) Limits.PROBE.toMillis());
        socket.startHandshake();
        return socket;
    }

    private int port() {
        return url.getPort() >= 0 ? url.getPort() : url.getScheme().equals("https") ? 443 : 80;
    }

    private String prefix() {
        String path = url.getRawPath();
        return path.endsWith("/") ? path.substring(0, path.length() - 1) : path;
    }

    private static String reason(IOException e) {
        if (e instanceof UnknownHostException) {
            return "the host name is unknown";
        }
        return e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
    }
}
