package dev.kheish.host.plugin;

import dev.kheish.spi.IngressRefusal;
import dev.kheish.spi.IngressReply;
import dev.kheish.spi.IngressRequest;
import dev.kheish.spi.RouteHandler;

import java.util.Map;
import java.util.Objects;

/** The only door from the host into the handler of a route. Safe for use by many threads. */
final class IsolatedHandler implements RouteHandler {
    private final RouteHandler handler;
    private final Isolation in;

    IsolatedHandler(RouteHandler handler, Isolation in) {
        this.handler = handler;
        this.in = in;
    }

    @Override
    public IngressReply handle(IngressRequest request) throws InterruptedException {
        Answer answer = in.call("handle", InterruptedException.class, () -> ask(request));
        return switch (answer) {
            case Answer.Replied(IngressReply reply) -> isolated(reply);
            case Answer.Refused(IngressRefusal refusal) -> throw refusal;
        };
    }

    private Answer ask(IngressRequest request) throws InterruptedException {
        try {
            IngressReply reply = handler.handle(request);
            return new Answer.Replied(Objects.requireNonNull(reply, "reply"));
        } catch (IngressRefusal e) {
            return new Answer.Refused(e);
        }
    }

    // Stored bytes are read after the handler has returned, so they need a door of their own.
    private IngressReply isolated(IngressReply reply) {
        if (reply.content().isEmpty()) {
            return reply;
        }
        IngressReply wrapped = IngressReply.content(new IsolatedContent(reply.content().get(), in));
        for (Map.Entry<String, String> header : reply.headers()) {
            wrapped = wrapped.withHeader(header.getKey(), header.getValue());
        }
        return wrapped;
    }

    private sealed interface Answer {
        record Replied(IngressReply reply) implements Answer {}

        record Refused(IngressRefusal refusal) implements Answer {}
    }
}
