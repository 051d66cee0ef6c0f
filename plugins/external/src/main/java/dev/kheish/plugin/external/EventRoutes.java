package dev.kheish.plugin.external;

import dev.kheish.spi.ConnectorContext;
import dev.kheish.spi.IngressRefusal;
import dev.kheish.spi.IngressReply;
import dev.kheish.spi.IngressRequest;
import dev.kheish.spi.MalformedJsonException;
import dev.kheish.spi.Route;

import jakarta.json.JsonValue;

import java.util.List;
import java.util.Locale;

/**
 * {@code POST /events} and {@code POST /events/batch}. The token comes first, then the content
 * type, then the body's syntax, then its shape, then each event.
 */
final class EventRoutes {
    private static final String WRONG = "connector_ingress_error";
    private static final int UNSUPPORTED_MEDIA_TYPE = 415;
    private static final int UNPROCESSABLE = 422;

    private final ConnectorContext context;
    private final IngressGate gate;
    private final Intake intake;
    private final Replies replies;

    EventRoutes(ConnectorContext context, IngressGate gate, Intake intake) {
        this.context = context;
        this.gate = gate;
        this.intake = intake;
        this.replies = new Replies(context.json());
    }

    List<Route> routes() {
        return List.of(
                Route.post("/events", Limits.BODY_BYTES, this::single),
                Route.post("/events/batch", Limits.BODY_BYTES, this::batch));
    }

    private IngressReply single(IngressRequest request) throws InterruptedException {
        JsonValue body = body(request);
        try {
            return replies.single(intake.take(EventReader.single(body)).getFirst());
        } catch (ShapeException e) {
            return wrongShape(e);
        }
    }

    private IngressReply batch(IngressRequest request) throws InterruptedException {
        JsonValue body = body(request);
        try {
            return replies.batch(intake.take(EventReader.batch(body)));
        } catch (ShapeException e) {
            return wrongShape(e);
        } catch (EventReader.TooManyException e) {
            return IngressReply.badRequest(e.getMessage());
        }
    }

    private JsonValue body(IngressRequest request) {
        gate.admitSender(request);
        checkType(request.header("Content-Type").orElse(""));
        try {
            return context.parse(request.body(), Limits.BODY_DEPTH);
        } catch (MalformedJsonException e) {
            throw new IngressRefusal(
                    IngressReply.badRequest(
                            e.getMessage() + " Send one event, or a batch, as JSON."));
        }
    }

    private static void checkType(String header) {
        int end = header.indexOf(';');
        String type = (end < 0 ? header : header.substring(0, end)).strip();
        String lower = type.toLowerCase(Locale.ROOT);
        boolean json =
                lower.equals("application/json")
                        || (lower.startsWith("application/") && lower.endsWith("+json"));
        if (!json) {
            throw new IngressRefusal(
                    IngressReply.problem(
                            UNSUPPORTED_MEDIA_TYPE,
                            WRONG,
                            "Events are sent with the header 'Content-Type: application/json'."));
        }
    }

    private static IngressReply wrongShape(ShapeException e) {
        return IngressReply.problem(UNPROCESSABLE, WRONG, e.getMessage());
    }
}
