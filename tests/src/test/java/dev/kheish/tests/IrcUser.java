package dev.kheish.tests;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** Somebody in a chat, who remembers every line that the server sent. */
final class IrcUser implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final String nick;
    private final Socket socket;
    private final OutputStream out;
    private final List<String> lines = new CopyOnWriteArrayList<>();

    private IrcUser(String nick, Socket socket) throws IOException {
        this.nick = nick;
        this.socket = socket;
        this.out = socket.getOutputStream();
    }

    /** Connects, registers and waits to be welcome. */
    static IrcUser join(String host, int port, String nick, String channel) throws Exception {
        IrcUser user = new IrcUser(nick, new Socket(host, port));
        Thread.ofVirtual().name("irc-" + nick).start(user::read);
        user.send("NICK " + nick);
        user.send("USER " + nick + " 0 * :" + nick);
        user.awaits("welcome", " 001 " + nick + " ");
        user.send("JOIN " + channel);
        user.awaits("the channel", " 366 " + nick + " " + channel);
        return user;
    }

    private void read() {
        try (BufferedReader reader =
                new BufferedReader(
                        new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8))) {
            for (String line = reader.readLine(); line != null; line = reader.readLine()) {
                if (line.startsWith("PING")) {
                    send("PONG" + line.substring("PING".length()));
                }
                lines.add(line);
            }
        } catch (IOException e) {
            lines.add("(ended: " + e.getMessage() + ")");
        }
    }

    synchronized void send(String line) throws IOException {
        out.write((line + "\r\n").getBytes(StandardCharsets.UTF_8));
        out.flush();
    }

    void says(String target, String text) throws IOException {
        send("PRIVMSG " + target + " :" + text);
    }

    /** Waits for a line that holds a text. */
    void awaits(String what, String text) throws Exception {
        Deadline.within(
                PATIENCE,
                nick + " gets " + what + " out of " + lines,
                () -> lines.stream().anyMatch(line -> line.contains(text)));
    }

    /** How many lines hold a text. */
    long count(String text) {
        return lines.stream().filter(line -> line.contains(text)).count();
    }

    /** Waits until somebody is in the channel. */
    void awaitsNick(String other, String channel) throws Exception {
        Deadline.within(
                PATIENCE,
                other + " joins " + channel,
                () -> {
                    if (lines.stream().anyMatch(line -> line.contains(":" + other + "!"))) {
                        return true;
                    }
                    send("NAMES " + channel);
                    return lines.stream()
                            .anyMatch(
                                    line ->
                                            line.contains(" 353 ")
                                                    && line.matches(".*[ :@]" + other + "( .*)?"));
                });
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
