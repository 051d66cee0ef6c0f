package dev.kheish.sample.irc;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.Predicate;

/** Somebody with an IRC client. */
final class Person implements AutoCloseable {
    private static final int PATIENCE_MILLIS = 20_000;

    private final Socket socket;
    private final LineReader lines;

    private Person(Socket socket) throws IOException {
        this.socket = socket;
        this.lines = new LineReader(socket.getInputStream());
    }

    static Person connect(int port, String nick, String password) throws IOException {
        var socket = new Socket(InetAddress.getLoopbackAddress(), port);
        socket.setSoTimeout(PATIENCE_MILLIS);
        var person = new Person(socket);
        person.send("PASS", password);
        person.send("NICK", nick);
        person.send("USER", nick, "0", "*", nick);
        person.hear(message -> message.is("376") || message.is("422"));
        return person;
    }

    void send(String command, String... parameters) {
        String line = IrcMessage.line(command, parameters) + "\r\n";
        try {
            socket.getOutputStream().write(line.getBytes(StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The next message that is wanted; others are not. */
    IrcMessage hear(Predicate<IrcMessage> wanted) throws IOException {
        for (String line = lines.next(); line != null; line = lines.next()) {
            IrcMessage message = IrcMessage.parse(line).orElseThrow();
            if (message.is("PING")) {
                send("PONG", message.last());
            }
            if (wanted.test(message)) {
                return message;
            }
        }
        throw new IOException("The server closed the connection.");
    }

    boolean seesInChannel(String channel, String nick) throws IOException {
        send("NAMES", channel);
        String names = "";
        IrcMessage message = hear(one -> one.is("353") || one.is("366"));
        while (!message.is("366")) {
            names += " " + message.last();
            message = hear(one -> one.is("353") || one.is("366"));
        }
        return List.of(names.replace("@", "").replace("+", "").split(" ", -1)).contains(nick);
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
