package dev.kheish.sample.irc;

import dev.kheish.sidecar.Event;
import dev.kheish.sidecar.Outcome;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;

/**
 * A connection that the server has welcomed. One thread runs it; others may speak through it, one
 * after the other.
 */
final class Session {
    private static final Duration TICK = Duration.ofMillis(500);
    private static final int PREFIX_OF_UNKNOWN_MASK = 1 + 10 + 1 + 63;
    private static final int MAX_LINE = 512;

    private final IrcSettings settings;
    private final IrcSocket socket;
    private final FloodControl flood;
    private final Messages messages;
    private final Channels channels;
    private final Keepalive keepalive;
    private final Consumer<Event> events;
    private final Consumer<String> complaints;
    private final ReentrantLock speaking = new ReentrantLock(true);
    private volatile @Nullable Confirmation waiting;
    private volatile ServerTraits traits = ServerTraits.STANDARD;
    private volatile String nick;
    private volatile String mask = "";

    /**
     * Takes over a connection.
     *
     * @param welcomed the nick that the server gave us
     * @param events takes what people write; must not wait
     * @param complaints takes what the operator should know; empty for nothing
     */
    Session(
            IrcSettings settings,
            IrcSocket socket,
            String welcomed,
            Consumer<Event> events,
            Consumer<String> complaints) {
        this.settings = settings;
        this.socket = socket;
        this.nick = welcomed;
        this.events = events;
        this.complaints = complaints;
        this.flood = new FloodControl(settings.burst(), settings.lineEvery(), Pace.REAL);
        this.messages = new Messages(settings);
        this.channels = new Channels(settings.channels());
        this.keepalive = new Keepalive(System.nanoTime());
    }

    /** Serves until the connection ends, which it says by its exception. */
    void run() throws IOException, InterruptedException {
        try {
            for (; ; ) {
                var message = socket.receive(TICK);
                if (message.isPresent()) {
                    keepalive.heard(System.nanoTime());
                    handle(message.get());
                }
                tick();
            }
        } finally {
            Confirmation open = waiting;
            if (open != null) {
                open.lost();
            }
        }
    }

    private void tick() throws IOException {
        switch (keepalive.due(System.nanoTime())) {
            case NOTHING -> {
                // Heard from lately.
            }
            case PING -> socket.send("PING", "alive");
            case GONE -> throw RefusedException.of("the server is silent");
            case JOIN -> join();
        }
    }

    private void join() throws IOException {
        for (String channel : channels.missing()) {
            socket.send("JOIN", channel);
        }
    }

    private void handle(IrcMessage message) throws IOException {
        switch (message.command()) {
            case "PING" -> socket.send("PONG", message.last());
            case "PONG" -> confirm(message);
            case "PRIVMSG" -> messages.event(message, nick, traits).ifPresent(events);
            case "005" -> {
                traits = traits.with(message.parameters());
                channels.mapping(traits.casemapping());
            }
            case "376", "422" -> join();
            case "JOIN" -> joined(message);
            case "PART" -> left(message.nick(), message.parameter(0), "we were made to leave");
            case "KICK" -> left(message.parameter(1), message.parameter(0), "we were kicked out");
            case "NICK" -> renamed(message);
            case "403", "405", "471", "473", "474", "475", "476", "477" -> refused(message);
            case "ERROR" ->
                    throw RefusedException.of(
                            "the server said: " + Registration.cut(message.last()));
            default -> maybeRefusal(message);
        }
    }

    private boolean isUs(String name) {
        return traits.casemapping().same(name, nick);
    }

    private void joined(IrcMessage message) {
        if (isUs(message.nick())) {
            // The server's own view of us, which it puts before each line that it passes on.
            mask = message.source();
            channels.joined(message.parameter(0));
            complaints.accept(channels.complaint());
        }
    }

    private void left(String who, String channel, String why) {
        if (isUs(who)) {
            channels.left(channel, why);
            complaints.accept(channels.complaint());
        }
    }

    private void renamed(IrcMessage message) {
        if (isUs(message.nick())) {
            nick = message.parameter(0);
            mask = "";
        }
    }

    /** Of a channel: that it cannot be joined, or does not exist for a message either. */
    private void refused(IrcMessage message) {
        channels.left(
                message.parameter(1), message.command() + " " + Registration.cut(message.last()));
        complaints.accept(channels.complaint());
        maybeRefusal(message);
    }

    private void maybeRefusal(IrcMessage message) {
        Confirmation open = waiting;
        if (open != null
                && message.command().length() == 3
                && (message.command().startsWith("4") || message.command().startsWith("5"))
                && traits.casemapping().same(message.parameter(1), open.target())) {
            open.refused(message.command(), message.last());
        }
    }

    private void confirm(IrcMessage message) {
        Confirmation open = waiting;
        if (open != null && message.last().equals(open.token())) {
            open.arrived();
        }
    }

    /**
     * Says something, and waits until the server has taken it: it answers in order, so what comes
     * back before the answer to a last {@code PING} is its opinion.
     */
    Outcome say(String target, String text, String token) throws InterruptedException {
        if (traits.isChannel(target) && channels.isMissing(target)) {
            return Outcome.retryable("not in channel " + target + " (yet)");
        }
        List<String> lines = LineSplitter.split(text, room(target), settings.maxLines());
        if (lines.isEmpty()) {
            return Outcome.terminal("nothing to say");
        }
        speaking.lockInterruptibly();
        try {
            var confirmation = new Confirmation(token, target);
            waiting = confirmation;
            for (String line : lines) {
                flood.take();
                if (confirmation.isOver()) {
                    break;
                }
                socket.send("PRIVMSG", target, line);
            }
            socket.send("PING", token);
            return confirmation.await();
        } catch (IOException e) {
            return Outcome.retryable("the connection broke");
        } finally {
            waiting = null;
            speaking.unlock();
        }
    }

    /** How many bytes a text may have so that no server cuts it off on the way. */
    private int room(String target) {
        int before = mask.isEmpty() ? bytes(nick) + PREFIX_OF_UNKNOWN_MASK : bytes(mask);
        return MAX_LINE - 1 - before - " PRIVMSG ".length() - bytes(target) - " :\r\n".length();
    }

    private static int bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8).length;
    }

    String nick() {
        return nick;
    }

    /** Takes leave of the server and closes the connection. */
    void quit() throws IOException {
        try (socket) {
            socket.send("QUIT", "the sidecar is stopping");
        }
    }
}
