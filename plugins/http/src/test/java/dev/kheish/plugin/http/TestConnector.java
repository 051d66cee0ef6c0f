package dev.kheish.plugin.http;

import dev.kheish.spi.InboundEvent;
import dev.kheish.spi.IngressRefusal;
import dev.kheish.spi.IngressReply;
import dev.kheish.spi.Route;
import dev.kheish.testkit.FakeContext;
import dev.kheish.testkit.FakeRequest;
import dev.kheish.testkit.MapSettings;

/** The connector {@code inbox}, opened with given settings, and a sender who posts to it. */
final class TestConnector {
    static final String PATH = "/v1/connectors/http/inbox";
    static final String TOKEN = "sesame";

    final HttpKind kind = new HttpKind();
    final FakeContext context = new FakeContext("inbox");
    private final MapSettings settings = MapSettings.of(kind, "inbox");
    private boolean sendsToken;

    /** Senders prove themselves by token, and send it. */
    static TestConnector withToken() {
        TestConnector connector = new TestConnector().set("bearer_token", true);
        connector.context.secret("bearer_token", TOKEN);
        connector.sendsToken = true;
        return connector;
    }

    /** Anybody may post. */
    static TestConnector open() {
        return new TestConnector().set("allow_unauthenticated_ingress", true);
    }

    /** Posts have to be signed with {@code s3cr3t}. */
    static TestConnector signed() {
        TestConnector connector =
                new TestConnector().set("hmac_secret", true).set("require_hmac_signature", true);
        connector.context.secret("hmac_secret", "s3cr3t");
        return connector;
    }

    TestConnector set(String name, Object value) {
        settings.with(name, value);
        return this;
    }

    /** Posts without a key, whatever else the settings say. */
    TestConnector keyless() {
        return set("require_idempotency_key", false);
    }

    IngressReply post(String body) {
        FakeRequest request = FakeRequest.post(PATH, body);
        return send(sendsToken ? request.with("Authorization", "Bearer " + TOKEN) : request);
    }

    IngressReply send(FakeRequest request) {
        return send(opened(), request);
    }

    /** Opens it, for posts one after the other. */
    Route opened() {
        return kind.open(settings, context).routes().getFirst();
    }

    static IngressReply send(Route route, FakeRequest request) {
        try {
            return route.handler().handle(request);
        } catch (IngressRefusal e) {
            return e.reply();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    /** The event that a post made. */
    InboundEvent eventOf(String body) {
        IngressReply reply = post(body);
        if (reply.status() != 200) {
            throw new AssertionError(reply.status() + " " + reply.detail());
        }
        return context.events().getLast();
    }
}
