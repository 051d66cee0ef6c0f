package dev.kheish.host.ingress;

import com.fasterxml.jackson.databind.JsonNode;

import dev.kheish.host.json.Json;
import dev.kheish.host.web.ContentReply;
import dev.kheish.host.web.Failures;
import dev.kheish.host.web.Problem;
import dev.kheish.spi.IngressReply;
import dev.kheish.spi.RunRef;

import io.helidon.http.Header;
import io.helidon.http.HeaderNames;
import io.helidon.http.HeaderValues;
import io.helidon.http.Status;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;

import java.nio.charset.StandardCharsets;

/** Writes what kinds answer, so that all of them look alike. */
final class ReplyWriter {
    private static final Header JSON =
            HeaderValues.createCached(HeaderNames.CONTENT_TYPE, "application/json");

    private final RunViewSource views;

    ReplyWriter(RunViewSource views) {
        this.views = views;
    }

    void write(ServerRequest request, ServerResponse response, IngressReply reply) {
        reply.headers()
                .forEach(
                        header ->
                                response.header(
                                        HeaderNames.create(header.getKey()), header.getValue()));
        switch (reply.body()) {
            case PROBLEM ->
                    Failures.send(
                            request,
                            response,
                            Problem.of(reply.status(), reply.code(), reply.detail())
                                    .domain("connector_ingress"));
            case JSON ->
                    send(
                            response,
                            reply.status(),
                            reply.json().orElseThrow().toString().getBytes(StandardCharsets.UTF_8));
            case RUN -> send(response, reply.status(), Json.bytes(view(reply.run().orElseThrow())));
            case NO_ROUTE -> throw new IllegalArgumentException("The door answers this itself");
            case CONTENT -> ContentReply.send(request, response, reply.content().orElseThrow());
        }
    }

    JsonNode view(RunRef run) {
        return switch (run) {
            case AcceptedRun made -> views.accepted(made.run(), made.sessionId(), made.input());
            case KnownRun known -> views.stored(known.runId());
            default -> throw new IllegalArgumentException("Not a run of this host: " + run.runId());
        };
    }

    private static void send(ServerResponse response, int status, byte[] json) {
        response.status(Status.create(status)).header(JSON).send(json);
    }
}
