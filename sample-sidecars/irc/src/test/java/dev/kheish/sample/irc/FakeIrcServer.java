package dev.kheish.sample.irc;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/** A server that says and expects what the test wants, line by line. */
final class FakeIrcServer implements AutoCloseable {
    private static final int PATIENCE_MILLIS = 20_000;

    private final ServerSocket server;

    FakeIrcServer() throws IOException {
        server = new ServerSocket(0, 10, InetAddress.getLoopbackAddress());
        server.setSoTimeout(PATIENCE_MILLIS);
    }

    int port() {
        return server.getLocalPort();
    }

    /** The next client. */
    Client accept() throws IOException {
        return new Client(server.accept());
    }

    @Override
    public void close() throws IOException {
        server.close();
    }

    /** One client, seen from the server. */
    static final class Client implements AutoCloseable {
        private final Socket socket;
        private final BufferedReader in;

        private Client(Socket socket) throws IOException {
            this.socket = socket;
            socket.setSoTimeout(PATIENCE_MILLIS);
            in =
                    new BufferedReader(
                            new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8));
        }

        /** The next line; the keepalive is none. */
        String read() throws IOException {
            String line = in.readLine();
            if (line == null) {
                throw new IOException("The client closed the connection.");
            }
            return line;
        }

        /** Skips lines up to one that begins like this. */
        String readUntil(String begin) throws IOException {
            String line = read();
            while (!line.startsWith(begin)) {
                line = read();
            }
            return line;
        }

        void send(String... lines) throws IOException {
            for (String line : lines) {
                socket.getOutputStream().write((line + "\r\n").getBytes(StandardCharsets.UTF_8));
            }
        }

        /** Takes the client in and sees it join {@code #a}. */
        void welcome(String nick, String... channels) throws IOException {
            readUntil("USER ");
            send(
                    ":srv 001 " + nick + " :Welcome",
                    ":srv 005 " + nick + " CASEMAPPING=rfc1459 CHANTYPES=# NETWORK=Test :are",
                    ":srv 376 " + nick + " :End of MOTD");
            for (String channel : channels) {
                readUntil("JOIN " + channel);
                send(":" + nick + "!~b@host.example JOIN " + channel);
            }
        }

        /** Answers the question whether all of a delivery has arrived. */
        void confirm() throws IOException {
            String ping = readUntil("PING ");
            send(":srv PONG srv :" + ping.substring("PING ".length()));
        }

        @Override
        public void close() throws IOException {
            socket.close();
        }
    }
}
