package dev.kheish.plugin.telegram;

import dev.kheish.spi.Delivery;
import dev.kheish.spi.DeliveryResult;
import dev.kheish.spi.InboundEvent;
import dev.kheish.spi.IngressRefusal;
import dev.kheish.spi.IngressReply;
import dev.kheish.spi.Origin;
import dev.kheish.spi.Target;
import dev.kheish.spi.TargetException;
import dev.kheish.testkit.FakeContext;
import dev.kheish.testkit.FakeDelivery;
import dev.kheish.testkit.FakeKindContext;
import dev.kheish.testkit.FakeRequest;
import dev.kheish.testkit.MapSettings;

import jakarta.json.JsonObject;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The connector {@code bot}, opened with given settings, and a Telegram that talks with it. */
final class TestConnector {
    static final String PATH = "/v1/connectors/telegram/bot";
    static final String SECRET = "s3cret";
    static final String TOKEN = "4242:t0ken";

    final TelegramKind kind = new TelegramKind();
    final FakeContext context = new FakeContext("bot");
    final FakeBotApi api = new FakeBotApi();
    final MapSettings settings = MapSettings.of(kind, "bot");

    /** How long was waited, in order; waiting passes the time. */
    final List<Duration> rests = new ArrayList<>();

    private TelegramConnector open;
    private int mostRests = Integer.MAX_VALUE;

    private TestConnector() {
        kind.start(new FakeKindContext());
        context.egress().answering(api);
    }

    /** A webhook with a secret, a bot token, everything else as it comes. */
    static TestConnector usual() {
        TestConnector connector = new TestConnector().set("secret_token", true).withToken();
        connector.context.secret("secret_token", SECRET);
        return connector;
    }

    static TestConnector polling() {
        return new TestConnector().set("ingress_mode", "polling").withToken();
    }

    /** Anybody may send updates, and there is no bot token. */
    static TestConnector bare() {
        return new TestConnector()
                .set("allow_unauthenticated_ingress", true)
                .set("include_self_output", false);
    }

    private TestConnector withToken() {
        context.secret("bot_token", TOKEN);
        return set("bot_token", true);
    }

    TestConnector set(String name, Object value) {
        settings.with(name, value);
        return this;
    }

    /** Opened when first asked for; settings have no effect afterwards. */
    TelegramConnector open() {
        if (open == null) {
            open = new TelegramConnector(settings, context, Optional.of(this::rest));
        }
        return open;
    }

    /** A day is longer than any test: the connector is closed meanwhile. */
    private void rest(Duration length) throws InterruptedException {
        rests.add(length);
        if (length.toDays() > 0 || rests.size() >= mostRests) {
            throw new InterruptedException("closed");
        }
        context.clock().set(context.clock().instant().plus(length));
    }

    IngressReply post(String body) {
        return send(FakeRequest.post(PATH, body).with(IngressGate.HEADER, SECRET));
    }

    IngressReply send(FakeRequest request) {
        try {
            return open().routes().getFirst().handler().handle(request);
        } catch (IngressRefusal e) {
            return e.reply();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    /** The event that an update made. */
    InboundEvent eventOf(String body) {
        int before = context.events().size();
        IngressReply reply = post(body);
        if (reply.status() != 200 || context.events().size() != before + 1) {
            throw new AssertionError(
                    reply.status() + " " + reply.detail() + " " + reply.json().orElse(null));
        }
        return context.events().getLast();
    }

    /** The reason why an update was answered 200 and made no run. */
    String skipped(String body) {
        int before = context.events().size();
        IngressReply reply = post(body);
        if (reply.status() != 200 || context.events().size() != before) {
            throw new AssertionError(reply.status() + " " + reply.detail());
        }
        JsonObject json = reply.json().orElseThrow();
        if (!json.getBoolean("accepted") || !json.getBoolean("skipped")) {
            throw new AssertionError(json.toString());
        }
        return json.getString("reason");
    }

    /** The connector is closed while it waits for the so manieth time. */
    TestConnector endsAfter(int number) {
        mostRests = number;
        return this;
    }

    /** Runs a task until the connector is closed. */
    void run(String task) {
        if (context.tasks().isEmpty()) {
            open().start();
        }
        try {
            context.tasks().get(task).run();
            throw new AssertionError("The task has returned");
        } catch (InterruptedException e) {
            // as told
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    /** Polls until Telegram has nothing scripted any more. */
    TestConnector poll() {
        api.nextEnds("getUpdates");
        run("poller");
        return this;
    }

    static String address(long chat) {
        return "{\"connector\":\"bot\",\"chat_id\":" + chat + "}";
    }

    Target target(String address) {
        try {
            return kind.target(address, Origin.OPERATOR);
        } catch (TargetException e) {
            throw new AssertionError(e.getMessage());
        }
    }

    FakeDelivery to(String address, String content) {
        return new FakeDelivery(target(address), content);
    }

    DeliveryResult deliver(Delivery delivery) {
        try {
            return open().deliver(delivery);
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    DeliveryResult deliver(String content) {
        return deliver(to(address(5), content));
    }
}
