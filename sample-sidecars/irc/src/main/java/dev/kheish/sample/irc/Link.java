package dev.kheish.sample.irc;

import dev.kheish.sidecar.Event;
import dev.kheish.sidecar.Outcome;
import dev.kheish.sidecar.Sidecar;
import dev.kheish.sidecar.SidecarException;
import dev.kheish.sidecar.StoppingException;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Consumer;

/**
 * Keeps one connection to the network alive. Safe for use by many threads.
 *
 * <p>Not a background task of the sidecar, whose tasks end first: deliveries that are under way
 * when the sidecar stops still need the connection.
 */
final class Link {
    private static final Duration LEAVING = Duration.ofSeconds(3);

    private final IrcSettings settings;
    private final Sidecar sidecar;
    private final Condition condition;
    private final Consumer<Event> events;
    private final Retreat retreat = new Retreat();
    private final Thread thread;
    private volatile @Nullable Session session;
    private volatile boolean leaving;
    private volatile boolean passwordRefused;

    Link(IrcSettings settings, Sidecar sidecar, Condition condition, Consumer<Event> events) {
        this.settings = settings;
        this.sidecar = sidecar;
        this.condition = condition;
        this.events = events;
        this.thread = Thread.ofVirtual().name("irc-link").unstarted(this::run);
    }

    void start() {
        condition.report(Condition.Side.CONNECTION, "connecting to " + settings.host());
        thread.start();
    }

    private void run() {
        try {
            while (!leaving) {
                long begun = System.nanoTime();
                String why = once();
                if (!leaving) {
                    condition.report(
                            Condition.Side.CONNECTION,
                            "not connected to " + settings.host() + ": " + why);
                    Duration lasted = Duration.ofNanos(System.nanoTime() - begun);
                    double dice = ThreadLocalRandom.current().nextDouble();
                    Thread.sleep(retreat.next(lasted, dice));
                }
            }
        } catch (InterruptedException | StoppingException e) {
            // Told to leave: this was the thread's last work.
            Thread.currentThread().interrupt();
        }
    }

    /** Connects and serves until the connection ends; why it did. */
    private String once() throws InterruptedException {
        try (IrcSocket socket = IrcSocket.open(settings)) {
            String nick =
                    new Registration(settings, password(), socket, ThreadLocalRandom.current())
                            .run();
            passwordRefused = false;
            var current =
                    new Session(
                            settings,
                            socket,
                            nick,
                            events,
                            complaint -> condition.report(Condition.Side.CHANNELS, complaint));
            session = current;
            condition.report(Condition.Side.CONNECTION, "");
            sidecar.logger()
                    .log(
                            System.Logger.Level.INFO,
                            "connected to " + settings.host() + " as " + nick);
            current.run();
            return "the end";
        } catch (RefusedException e) {
            passwordRefused |= e.isPassword();
            return String.valueOf(e.getMessage());
        } catch (IOException e) {
            return e.getClass().getSimpleName();
        } catch (StoppingException e) {
            throw e;
        } catch (SidecarException e) {
            return e.getMessage();
        } finally {
            session = null;
            condition.report(Condition.Side.CHANNELS, "");
        }
    }

    private String password() throws InterruptedException {
        if (settings.auth() == IrcSettings.Auth.NONE) {
            return "";
        }
        return passwordRefused
                ? sidecar.refreshCredential(IrcSettings.PASSWORD).value()
                : sidecar.credential(IrcSettings.PASSWORD).value();
    }

    /** Says something to a channel or a nick. */
    Outcome say(String target, String text, String token) throws InterruptedException {
        Session current = session;
        return current == null
                ? Outcome.retryable("not connected to " + settings.host())
                : current.say(target, text, token);
    }

    /** Takes leave of the server. */
    void stop() throws InterruptedException {
        leaving = true;
        Session current = session;
        if (current != null) {
            try {
                current.quit();
            } catch (IOException e) {
                sidecar.logger().log(System.Logger.Level.DEBUG, "The connection was gone", e);
            }
        }
        thread.interrupt();
        thread.join(LEAVING);
    }
}
