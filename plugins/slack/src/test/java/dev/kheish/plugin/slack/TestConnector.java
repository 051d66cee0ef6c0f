package dev.kheish.plugin.slack;

import com.slack.api.app_backend.SlackSignature;

import dev.kheish.spi.Connector;
import dev.kheish.spi.Delivery;
import dev.kheish.spi.DeliveryResult;
import dev.kheish.spi.InboundEvent;
import dev.kheish.spi.IngressRefusal;
import dev.kheish.spi.IngressReply;
import dev.kheish.spi.Origin;
import dev.kheish.spi.SettingSpec;
import dev.kheish.spi.Target;
import dev.kheish.spi.TargetException;
import dev.kheish.testkit.FakeContext;
import dev.kheish.testkit.FakeKindContext;
import dev.kheish.testkit.FakeRequest;
import dev.kheish.testkit.MapSettings;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** The connector {@code support}, opened with given settings, and a Slack that posts to it. */
final class TestConnector {
    static final String PATH = "/v1/connectors/slack/support";
    static final String SECRET = "sl4ck";
    static final String NOW = "1750000000";

    final SlackKind kind = new SlackKind();
    final FakeContext context = new FakeContext("support");
    final MapSettings settings = MapSettings.of(kind, "support");
    private Connector open;

    private TestConnector() {
        kind.start(new FakeKindContext());
    }

    /** Signed posts, one bot token, everything else as it comes. */
    static TestConnector usual() {
        TestConnector connector =
                new TestConnector().set("signing_secret", true).set("bot_token", true);
        connector.context.secret("signing_secret", SECRET).secret("bot_token", "xoxb-general");
        return connector;
    }

    /** Anybody may post. */
    static TestConnector unauthenticated() {
        TestConnector connector =
                new TestConnector()
                        .set("allow_unauthenticated_ingress", true)
                        .set("bot_token", true);
        connector.context.secret("bot_token", "xoxb-general");
        return connector;
    }

    TestConnector set(String name, Object value) {
        settings.with(name, value);
        return this;
    }

    TestConnector teamToken(String team, String value) {
        SettingSpec list =
                kind.settings().stream()
                        .filter(spec -> spec.name().equals("team_bot_tokens"))
                        .findFirst()
                        .orElseThrow();
        List<Object> all = new ArrayList<>(settings.objects("team_bot_tokens"));
        all.add(
                MapSettings.of(list.members(), "support")
                        .with("team_id", team)
                        .with("bot_token", true));
        context.secret("team_bot_tokens." + team + ".bot_token", value);
        return set("team_bot_tokens", all);
    }

    /** Opened when first asked for; settings have no effect afterwards. */
    Connector open() {
        if (open == null) {
            open = kind.open(settings, context);
        }
        return open;
    }

    IngressReply post(String body) {
        return send(signed(body));
    }

    static FakeRequest signed(String body) {
        return FakeRequest.post(PATH, body)
                .with("X-Slack-Request-Timestamp", NOW)
                .with(
                        "X-Slack-Signature",
                        new SlackSignature.Generator(SECRET).generate(NOW, body));
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

    /** The event that a post made. */
    InboundEvent eventOf(String body) {
        int before = context.events().size();
        IngressReply reply = post(body);
        if (reply.status() != 200 || context.events().size() != before + 1) {
            throw new AssertionError(
                    reply.status() + " " + reply.detail() + " " + reply.json().orElse(null));
        }
        return context.events().getLast();
    }

    /** The body of an answer 200 that made no run. */
    String leftAlone(String body) {
        IngressReply reply = post(body);
        if (reply.status() != 200 || !context.events().isEmpty()) {
            throw new AssertionError(reply.status() + " " + reply.detail());
        }
        return reply.json().orElseThrow().toString();
    }

    Target target(String address) {
        try {
            return kind.target(address, Origin.OPERATOR);
        } catch (TargetException e) {
            throw new AssertionError(e.getMessage());
        }
    }

    DeliveryResult deliver(Delivery delivery) {
        try {
            return open().deliver(delivery);
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
