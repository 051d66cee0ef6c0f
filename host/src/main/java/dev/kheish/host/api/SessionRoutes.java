package dev.kheish.host.api;

import com.fasterxml.jackson.databind.node.ObjectNode;

import dev.kheish.host.connector.ConnectorDirectory;
import dev.kheish.host.connector.StoredTarget;
import dev.kheish.host.json.Json;
import dev.kheish.host.run.OutputViews;
import dev.kheish.host.session.NewSession;
import dev.kheish.host.session.Session;
import dev.kheish.host.session.SessionControl;
import dev.kheish.host.session.SessionOutcome;
import dev.kheish.host.store.Store;
import dev.kheish.host.web.Problem;
import dev.kheish.host.web.ProblemException;

import io.helidon.webserver.http.HttpRules;
import io.helidon.webserver.http.HttpService;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;

import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** {@code /v1/sessions}: conversations, where their answers go, and the keys that lead to them. */
public final class SessionRoutes implements HttpService {
    private static final int ID_BYTES = 512;
    private static final int KEY_BYTES = 4096;

    private final SessionControl sessions;
    private final SessionViews views;
    private final TargetBody targets;
    private final Store store;

    public SessionRoutes(SessionControl sessions, ConnectorDirectory connectors, Store store) {
        this.sessions = sessions;
        this.views = new SessionViews(sessions);
        this.targets = new TargetBody(connectors);
        this.store = store;
    }

    @Override
    public void routing(HttpRules rules) {
        rules.get("/v1/sessions", Access.READ.of(this::list))
                .post("/v1/sessions", Access.ADMIN.of(this::create))
                .get("/v1/sessions/{id}", Access.READ.of(this::get))
                .delete("/v1/sessions/{id}", Access.ADMIN.of(this::delete))
                .get("/v1/sessions/{id}/outputs", Access.READ.of(this::outputs))
                .get("/v1/sessions/{id}/reply-targets", Access.READ.of(this::replyTargets))
                .post("/v1/sessions/{id}/reply-targets", Access.ADMIN.of(this::setReplyTargets))
                .put("/v1/sessions/{id}/reply-targets", Access.ADMIN.of(this::setReplyTargets))
                .delete("/v1/sessions/{id}/reply-targets", Access.ADMIN.of(this::clearReplyTargets))
                .get("/v1/sessions/{id}/bindings", Access.READ.of(this::bindings))
                .post("/v1/sessions/{id}/bindings", Access.ADMIN.of(this::bind))
                .delete("/v1/sessions/{id}/bindings", Access.ADMIN.of(this::unbind));
    }

    private void list(ServerRequest request, ServerResponse response) {
        Caller caller = Caller.of(request);
        Optional<String> key = request.query().first("binding_key").asOptional();
        if (key.isPresent()) {
            List<Session> found = sessions.boundTo(key.get()).map(List::of).orElse(List.of());
            Paging.of(request)
                    .send(
                            response,
                            found,
                            "session_id_asc",
                            Session::id,
                            each -> views.of(each, caller));
            return;
        }
        Paging paging = Paging.of(request);
        String persona = request.query().first("persona_id").asOptional().orElse(null);
        List<Session> found = sessions.list(persona, paging.after().orElse(""), paging.fetch());
        paging.send(response, found, "session_id_asc", Session::id, each -> views.of(each, caller));
    }

    private void create(ServerRequest request, ServerResponse response)
            throws InterruptedException {
        NewSession made =
                Bodies.readOptional(
                        request,
                        body ->
                                new NewSession(
                                        body.optionalText("session_id", ID_BYTES)
                                                .filter(id -> checkId(body, id))
                                                .orElseGet(() -> "session-" + UUID.randomUUID()),
                                        null,
                                        body.optionalText("thread_id", ID_BYTES).orElse(null),
                                        new Session.Terms(
                                                body.optionalText("persona_id", ID_BYTES)
                                                        .orElse(null),
                                                Scopes.read(body, "capability_scope"),
                                                Scopes.read(body, "credential_scope"))));
        switch (sessions.create(made)) {
            case SessionOutcome.Created(Session session) ->
                    Reply.json(response, 201, views.of(session, Caller.of(request)));
            case SessionOutcome.Done(Session session) ->
                    Reply.json(response, 200, views.of(session, Caller.of(request)));
            case SessionOutcome other -> throw refusal(other, made.id());
        }
    }

    private static boolean checkId(Members body, String id) {
        boolean good = !id.isBlank() && !id.equals(".") && !id.equals("..") && id.indexOf('/') < 0;
        if (!good) {
            body.refuse("session_id", "must not be blank, '.' or '..', and holds no '/'");
        }
        return good;
    }

    private void get(ServerRequest request, ServerResponse response) {
        Reply.json(response, views.of(session(request), Caller.of(request)));
    }

    private void delete(ServerRequest request, ServerResponse response)
            throws InterruptedException {
        String id = id(request);
        switch (sessions.delete(id)) {
            case SessionOutcome.Done(Session _) ->
                    Reply.json(response, Json.object().put("accepted", true));
            case SessionOutcome other -> throw refusal(other, id);
        }
    }

    private void outputs(ServerRequest request, ServerResponse response) {
        Session session = session(request);
        Paging paging = Paging.of(request);
        List<OutputViews.View> found =
                store.read(
                        reader ->
                                OutputViews.ofSession(
                                        reader,
                                        session.id(),
                                        session.seq(),
                                        paging.afterNumber().orElse(0L),
                                        paging.fetch()));
        paging.send(
                response,
                found,
                "output_id_asc",
                view -> Long.toString(view.seq()),
                OutputViews.View::json);
    }

    private void replyTargets(ServerRequest request, ServerResponse response) {
        ObjectNode body = Json.object();
        body.set("reply_targets", SessionViews.targets(session(request), Caller.of(request)));
        Reply.json(response, body);
    }

    private void setReplyTargets(ServerRequest request, ServerResponse response)
            throws InterruptedException {
        List<StoredTarget> wanted = Bodies.read(request, targets::required);
        answer(request, response, sessions.setTargets(id(request), wanted));
    }

    private void clearReplyTargets(ServerRequest request, ServerResponse response)
            throws InterruptedException {
        answer(request, response, sessions.setTargets(id(request), List.of()));
    }

    private void bindings(ServerRequest request, ServerResponse response) {
        Session session = session(request);
        Paging paging = Paging.of(request);
        List<SessionControl.Binding> found =
                sessions.bindings(session, paging.after().orElse(""), paging.fetch());
        paging.send(
                response,
                found,
                "key_asc",
                SessionControl.Binding::key,
                each ->
                        Json.object()
                                .put("key", each.key())
                                .put("created_at_ms", each.createdMs()));
    }

    private void bind(ServerRequest request, ServerResponse response) throws InterruptedException {
        record Wish(String key, boolean move) {}
        Wish wish =
                Bodies.read(
                        request,
                        body -> new Wish(body.text("key", KEY_BYTES), body.flag("move", false)));
        answer(request, response, sessions.bind(id(request), wish.key(), wish.move()));
    }

    private void unbind(ServerRequest request, ServerResponse response)
            throws InterruptedException {
        String key =
                request.query()
                        .first("key")
                        .asOptional()
                        .orElseThrow(
                                () ->
                                        Problem.badRequest(
                                                        "key_required",
                                                        "Name the key to unbind as ?key=….")
                                                .domain("sessions")
                                                .exception());
        answer(request, response, sessions.unbind(id(request), key));
    }

    private void answer(ServerRequest request, ServerResponse response, SessionOutcome outcome) {
        switch (outcome) {
            case SessionOutcome.Done(Session session) ->
                    Reply.json(response, views.of(session, Caller.of(request)));
            case SessionOutcome other -> throw refusal(other, id(request));
        }
    }

    private Session session(ServerRequest request) {
        String id = id(request);
        return sessions.find(id).orElseThrow(() -> SessionRefusals.unknown(id));
    }

    private static String id(ServerRequest request) {
        return request.path().pathParameters().get("id");
    }

    private static ProblemException refusal(SessionOutcome outcome, String id) {
        return SessionRefusals.of(outcome, id);
    }
}
