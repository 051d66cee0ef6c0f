package dev.kheish.sample.irc;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.random.RandomGenerator;

/** Makes the server welcome us: capabilities, password or SASL, nick. Used once, by one thread. */
final class Registration {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final List<String> WANTED =
            List.of("account-tag", "message-tags", "server-time");
    private static final int SASL_CHUNK = 400;

    private final IrcSettings settings;
    private final String password;
    private final IrcSocket socket;
    private final Nicks nicks;
    private final Set<String> offered = new LinkedHashSet<>();
    private boolean authenticated;

    /**
     * Prepares.
     *
     * @param password empty if the settings want none
     */
    Registration(IrcSettings settings, String password, IrcSocket socket, RandomGenerator random) {
        this.settings = settings;
        this.password = password;
        this.socket = socket;
        this.nicks = new Nicks(settings.nick(), random);
    }

    /**
     * Registers.
     *
     * @return the nick that the server gave us
     * @throws RefusedException if it does not let us in
     */
    String run() throws IOException, InterruptedException {
        if (settings.auth() == IrcSettings.Auth.SERVER) {
            socket.send("PASS", password);
        }
        socket.send("CAP", "LS", "302");
        socket.send("NICK", settings.nick());
        socket.send("USER", settings.user(), "0", "*", settings.realName());
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (System.nanoTime() - end < 0) {
            var message = socket.receive(Duration.ofSeconds(1));
            if (message.isPresent()) {
                if (message.get().is("001")) {
                    return welcomed(message.get());
                }
                handle(message.get());
            }
        }
        throw RefusedException.of("the server did not answer within a minute");
    }

    private String welcomed(IrcMessage welcome) throws RefusedException {
        if (wantsSasl() && !authenticated) {
            throw RefusedException.of("the server offers no SASL: set IRC_AUTH to server or none");
        }
        return welcome.parameter(0);
    }

    private boolean wantsSasl() {
        return settings.auth() == IrcSettings.Auth.SASL;
    }

    private void handle(IrcMessage message) throws IOException {
        switch (message.command()) {
            case "PING" -> socket.send("PONG", message.last());
            case "CAP" -> capability(message);
            case "AUTHENTICATE" -> authenticate(message);
            case "903" -> {
                authenticated = true;
                socket.send("CAP", "END");
            }
            case "902", "904", "905", "906", "907", "908" ->
                    throw RefusedException.password(
                            "the server refused the account or its password (SASL, "
                                    + message.command()
                                    + "): look at IRC_ACCOUNT and the secret behind IRC_PASSWORD");
            case "433", "436", "437" -> tryAnotherNick();
            case "432" ->
                    throw RefusedException.of("the server takes no such nick: change IRC_NICK");
            case "464" -> throw passwordRefused(message.last());
            case "465" -> throw RefusedException.of("we are banned from this server");
            case "ERROR" -> throw error(message.last());
            default -> {
                // Greetings of all sorts.
            }
        }
    }

    /** Some servers say by no number that they dislike a password. */
    private static RefusedException error(String words) {
        return words.toLowerCase(Locale.ROOT).contains("password")
                ? passwordRefused(words)
                : RefusedException.of("the server said: " + cut(words));
    }

    private static RefusedException passwordRefused(String words) {
        return RefusedException.password(
                "the server refused the password (it said: "
                        + cut(words)
                        + "): look at IRC_AUTH and the secret behind IRC_PASSWORD");
    }

    private void tryAnotherNick() throws IOException {
        String nick = nicks.next();
        if (nick == null) {
            throw RefusedException.of("the nick is taken, and so is every other that was tried");
        }
        socket.send("NICK", nick);
    }

    private void capability(IrcMessage message) throws IOException {
        switch (message.parameter(1)) {
            case "LS" -> {
                for (String word : message.last().split(" ", -1)) {
                    int equals = word.indexOf('=');
                    offered.add(equals < 0 ? word : word.substring(0, equals));
                }
                // A star says that more of them follow.
                if (!message.parameter(2).equals("*")) {
                    request();
                }
            }
            case "ACK" -> acknowledged(message.last());
            case "NAK" -> acknowledged("");
            default -> {
                // Later news of capabilities: we need none of them.
            }
        }
    }

    private void request() throws IOException {
        Set<String> wanted = new TreeSet<>(WANTED);
        if (wantsSasl()) {
            wanted.add("sasl");
        }
        wanted.retainAll(offered);
        if (wantsSasl() && !wanted.contains("sasl")) {
            throw RefusedException.of("the server offers no SASL: set IRC_AUTH to server or none");
        }
        if (wanted.isEmpty()) {
            socket.send("CAP", "END");
        } else {
            socket.send("CAP", "REQ", String.join(" ", wanted));
        }
    }

    private void acknowledged(String granted) throws IOException {
        if (!wantsSasl()) {
            socket.send("CAP", "END");
        } else if (List.of(granted.split(" ", -1)).contains("sasl")) {
            socket.send("AUTHENTICATE", "PLAIN");
        } else {
            throw RefusedException.of("the server refused SASL: set IRC_AUTH to server or none");
        }
    }

    private void authenticate(IrcMessage message) throws IOException {
        if (!wantsSasl() || !message.parameter(0).equals("+")) {
            return;
        }
        String account = settings.account();
        String plain = account + "\0" + account + "\0" + password;
        String encoded = Base64.getEncoder().encodeToString(plain.getBytes(StandardCharsets.UTF_8));
        int at = 0;
        while (at + SASL_CHUNK <= encoded.length()) {
            socket.send("AUTHENTICATE", encoded.substring(at, at + SASL_CHUNK));
            at += SASL_CHUNK;
        }
        // A last piece that is shorter, or nothing at all, says that this was the whole.
        socket.send("AUTHENTICATE", at < encoded.length() ? encoded.substring(at) : "+");
    }

    /** Words of a server, short enough for a health check. */
    static String cut(String text) {
        return text.length() <= 200 ? text : text.substring(0, 200);
    }
}
