package dev.kheish.host.api;

import dev.kheish.host.connector.ConnectorDirectory;
import dev.kheish.host.session.Session;
import dev.kheish.host.session.SessionControl;
import dev.kheish.host.web.Problem;
import dev.kheish.host.web.ProblemException;
import dev.kheish.spi.InboundEvent;
import dev.kheish.spi.Receipt;
import dev.kheish.spi.RunRef;

import io.helidon.http.HeaderNames;
import io.helidon.webserver.http.HttpRules;
import io.helidon.webserver.http.HttpService;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;

import java.time.Duration;

/**
 * {@code POST /v1/sessions/{id}/runs}: gives a session something to do, behind what it has already.
 */
public final class InputRoutes implements HttpService {
    private static final int BODY_LIMIT = 24 * 1024 * 1024;

    private final SessionControl sessions;
    private final Inputs inputs;
    private final InputBody body;

    public InputRoutes(SessionControl sessions, ConnectorDirectory connectors, Inputs inputs) {
        this.sessions = sessions;
        this.inputs = inputs;
        this.body = new InputBody(new TargetBody(connectors));
    }

    @Override
    public void routing(HttpRules rules) {
        rules.post("/v1/sessions/{id}/runs", Access.ADMIN.of(this::submit));
    }

    private void submit(ServerRequest request, ServerResponse response) {
        String id = request.path().pathParameters().get("id");
        Session session = sessions.find(id).orElseThrow(() -> SessionRefusals.unknown(id));
        InboundEvent event =
                body.read(
                        session,
                        Bodies.object(request, BODY_LIMIT),
                        request.headers().first(HeaderNames.create("Idempotency-Key")));
        switch (inputs.submit(event)) {
            case Receipt.Accepted(RunRef run) -> Reply.json(response, 202, inputs.view(run));
            case Receipt.Duplicate(RunRef run) -> {
                response.header(HeaderNames.create("Kheish-Idempotent-Replayed"), "true");
                Reply.json(response, 202, inputs.view(run));
            }
            case Receipt.Conflict(RunRef run) ->
                    throw Problem.conflict(
                                    "idempotency_conflict",
                                    "The idempotency key was used before with another input, which made run %s."
                                            .formatted(run.runId()))
                            .domain("idempotency")
                            .exception();
            case Receipt.Refused(Receipt.Refusal reason, String detail) ->
                    throw refused(reason, detail);
            case Receipt.RateLimited(Duration after) -> throw busy(after);
            case Receipt.Overloaded(Duration after) -> throw busy(after);
        }
    }

    private static ProblemException busy(Duration after) {
        return Problem.unavailable(
                        "overloaded", "Too much is being written just now; send it again.", after)
                .exception();
    }

    private static ProblemException refused(Receipt.Refusal reason, String detail) {
        Problem problem =
                switch (reason) {
                    case SESSION_MISSING -> Problem.notFound("session_not_found", detail);
                    case SESSION_MISMATCH -> Problem.conflict("session_mismatch", detail);
                    case UNKNOWN_ASSET -> Problem.badRequest("unknown_asset", detail);
                    case UNSUPPORTED_ITEM -> Problem.badRequest("unsupported_item", detail);
                    case BAD_TARGET, UNKNOWN_TARGET ->
                            Problem.badRequest("invalid_reply_target", detail);
                    case EMPTY -> Problem.badRequest("empty_input", detail);
                    case TOO_LARGE -> Problem.badRequest("input_too_large", detail);
                    case NO_SESSION, BAD_SESSION_ID, UNKNOWN_PERSONA ->
                            Problem.badRequest("bad_request", detail);
                    case CLOSED ->
                            Problem.unavailable(
                                    "service_unavailable", detail, Duration.ofSeconds(1));
                };
        return problem.domain("runs").exception();
    }
}
