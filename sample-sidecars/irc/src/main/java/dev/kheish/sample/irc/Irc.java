package dev.kheish.sample.irc;

import dev.kheish.sidecar.Capabilities;
import dev.kheish.sidecar.Delivery;
import dev.kheish.sidecar.JsonException;
import dev.kheish.sidecar.JsonObject;
import dev.kheish.sidecar.Outcome;
import dev.kheish.sidecar.Sidecar;
import dev.kheish.sidecar.SidecarBuilder;

import java.util.Map;

/** The sidecar: an IRC network on one side, the host on the other. */
public final class Irc {
    private final Map<String, String> environment;
    private volatile @Nullable Link link;
    private volatile @Nullable Inbox inbox;

    private Irc(Map<String, String> environment) {
        this.environment = environment;
    }

    /** Runs it as the program that the host started. */
    public static void main(String[] arguments) {
        sidecar(System.getenv()).run();
    }

    static SidecarBuilder sidecar(Map<String, String> environment) {
        var irc = new Irc(environment);
        return Sidecar.builder("irc")
                .capabilities(Capabilities.standard().attachmentsIn(false).attachmentsOut(false))
                // The network says nothing twice: what the host does not take now is kept.
                .unlimitedPatience()
                .onStart(irc::start)
                .background("inbox", irc::carry)
                .onDelivery((delivery, _) -> irc.deliver(delivery))
                .onStop(_ -> irc.leave())
                .onStop(irc::flush);
    }

    private void start(Sidecar sidecar) throws InterruptedException {
        IrcSettings settings = IrcSettings.read(environment);
        if (settings.auth() != IrcSettings.Auth.NONE) {
            sidecar.credential(IrcSettings.PASSWORD);
            if (!settings.tls()) {
                sidecar.logger()
                        .log(
                                System.Logger.Level.WARNING,
                                "IRC_TLS is false: the password crosses the network in the clear");
            }
        }
        var condition = new Condition(sidecar);
        var events = new Inbox(condition);
        var connection = new Link(settings, sidecar, condition, events::add);
        inbox = events;
        link = connection;
        connection.start();
    }

    private void carry(Sidecar sidecar) throws InterruptedException {
        Inbox events = inbox;
        if (events != null) {
            events.carry(sidecar);
        }
    }

    private Outcome deliver(Delivery delivery) throws InterruptedException {
        String target;
        try {
            target = JsonObject.parse(delivery.replyRoute()).requiredText("target");
        } catch (JsonException e) {
            return Outcome.terminal("The reply route is not {\"target\": …}. " + e.getMessage());
        }
        if (!isTarget(target)) {
            return Outcome.terminal("The target of the reply route is no nick and no channel.");
        }
        Link connection = link;
        return connection == null
                ? Outcome.retryable("starting")
                : connection.say(target, delivery.content(), delivery.id());
    }

    /** One word that is one target: nothing that would end the command or name several. */
    private static boolean isTarget(String text) {
        return !text.isEmpty()
                && !text.startsWith(":")
                && text.length() <= 200
                && text.chars().noneMatch(c -> c <= ' ' || c == ',' || c == 127);
    }

    private void leave() throws InterruptedException {
        Link connection = link;
        if (connection != null) {
            connection.stop();
        }
    }

    private void flush(Sidecar sidecar) throws InterruptedException {
        Inbox events = inbox;
        if (events != null) {
            events.flush(sidecar);
        }
    }
}
