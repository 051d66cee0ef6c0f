package dev.kheish.sample.echo;

import dev.kheish.sidecar.Capabilities;
import dev.kheish.sidecar.Delivery;
import dev.kheish.sidecar.Event;
import dev.kheish.sidecar.JsonObject;
import dev.kheish.sidecar.Outcome;
import dev.kheish.sidecar.Response;
import dev.kheish.sidecar.RouteRequest;
import dev.kheish.sidecar.Sidecar;
import dev.kheish.sidecar.SidecarBuilder;
import dev.kheish.sidecar.SidecarException;
import dev.kheish.sidecar.Submission;

import java.util.Optional;
import java.util.UUID;

/**
 * A platform of its own: {@code POST /say} is somebody speaking, {@code GET /said} shows what they
 * were answered. Answers begin with a greeting that the host lends as a secret.
 */
public final class Echo {
    private static final String GREETING = "DEMO_GREETING";

    private final Said said = new Said();

    private Echo() {}

    /** Runs it as the program that the host started. */
    public static void main(String[] arguments) {
        sidecar().run();
    }

    static SidecarBuilder sidecar() {
        var echo = new Echo();
        return Sidecar.builder("echo")
                .capabilities(Capabilities.standard().attachmentsIn(false).attachmentsOut(false))
                // Whoever forgot the secret learns it from a start that fails, not from answers.
                .onStart(sidecar -> sidecar.credential(GREETING))
                .route("POST", "/say", Echo::say)
                .route("GET", "/said", (_, _) -> Response.json(200, echo.said.view()))
                .onDelivery(echo::deliver);
    }

    private static Response say(RouteRequest request, Sidecar sidecar) throws InterruptedException {
        JsonObject body = request.json();
        String who = body.requiredText("who");
        String id =
                body.text("id")
                        .filter(text -> !text.isBlank())
                        .orElseGet(() -> UUID.randomUUID().toString());
        Event event =
                Event.builder(id)
                        .thread("say", who)
                        .actor(who)
                        .content(body.requiredText("text"))
                        .replyRoute(who)
                        .build();
        try {
            Submission submission = sidecar.submit(event);
            return Response.json(submission.taken() ? 200 : 422, view(id, submission));
        } catch (SidecarException e) {
            return Response.json(502, JsonObject.empty().with("error", e.getMessage()));
        }
    }

    private static JsonObject view(String id, Submission submission) {
        JsonObject view =
                JsonObject.empty().with("event_id", id).with("status", submission.status());
        view = with(view, "session_id", submission.sessionId());
        view = with(view, "run_id", submission.runId());
        return with(view, "reason", submission.reason());
    }

    private static JsonObject with(JsonObject view, String name, Optional<String> value) {
        return value.isPresent() ? view.with(name, value.get()) : view;
    }

    private Outcome deliver(Delivery delivery, Sidecar sidecar) throws InterruptedException {
        String greeting = sidecar.credential(GREETING).value();
        String text = greeting + " " + delivery.content();
        said.add(delivery.replyRoute(), text, delivery.id());
        // Without the greeting: a secret is nothing for a log.
        sidecar.logger()
                .log(
                        System.Logger.Level.INFO,
                        "to " + delivery.replyRoute() + ": " + delivery.content());
        return Outcome.committed();
    }
}
