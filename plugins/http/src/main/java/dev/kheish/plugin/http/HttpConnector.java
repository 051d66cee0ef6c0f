package dev.kheish.plugin.http;

import dev.kheish.spi.Connector;
import dev.kheish.spi.ConnectorContext;
import dev.kheish.spi.IngressReply;
import dev.kheish.spi.IngressRequest;
import dev.kheish.spi.MalformedJsonException;
import dev.kheish.spi.Route;
import dev.kheish.spi.Settings;

import java.util.List;

/** One address that takes posts. Safe for use by many threads. */
final class HttpConnector implements Connector {
    private final ConnectorContext context;
    private final IngressGate gate;
    private final EventMaker events;

    HttpConnector(Settings settings, ConnectorContext context) {
        this.context = context;
        this.gate = new IngressGate(settings, context);
        this.events = new EventMaker(settings, context.json());
    }

    @Override
    public List<Route> routes() {
        return List.of(Route.post("", Limits.BODY_BYTES, this::receive));
    }

    private IngressReply receive(IngressRequest request) throws InterruptedException {
        boolean signed = gate.admit(request);
        try {
            Payload payload = PayloadReader.read(context.parse(request.body(), Limits.BODY_DEPTH));
            String key = IdempotencyKey.choose(payload.idempotencyKey(), request, signed);
            return Replies.to(context.submit(events.make(payload.withIdempotencyKey(key))));
        } catch (MalformedJsonException e) {
            return IngressReply.badRequest("The body is not usable JSON: " + e.getMessage());
        } catch (BadInputException e) {
            return IngressReply.problem(400, e.code(), e.getMessage());
        }
    }
}
