package dev.kheish.host.api;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

import dev.kheish.host.connector.ConnectorKey;
import dev.kheish.host.connector.Connectors;
import dev.kheish.host.connector.DeleteOutcome;
import dev.kheish.host.connector.DeleteRequest;
import dev.kheish.host.connector.PutOutcome;
import dev.kheish.host.connector.PutRequest;
import dev.kheish.host.connector.Reference;
import dev.kheish.host.json.Json;
import dev.kheish.host.web.Failures;
import dev.kheish.host.web.Preconditions;
import dev.kheish.host.web.Problem;
import dev.kheish.host.web.ProblemException;
import dev.kheish.spi.FieldError;

import io.helidon.http.HeaderNames;
import io.helidon.webserver.http.HttpRules;
import io.helidon.webserver.http.HttpService;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** {@code /v1/runtime/connectors}: what is configured, and how it does. */
public final class ConnectorRoutes implements HttpService {
    private static final String ROOT = "/v1/runtime/connectors";
    private static final String ONE = ROOT + "/{kind}/{name}";
    private static final String DOMAIN = "connectors";
    private static final Duration KIND_WAIT = Duration.ofSeconds(30);

    private final Connectors connectors;

    public ConnectorRoutes(Connectors connectors) {
        this.connectors = connectors;
    }

    @Override
    public void routing(HttpRules rules) {
        rules.get(ROOT, Access.READ.of(this::list))
                .get(ONE, Access.READ.of(this::get))
                .put(ONE, Access.ADMIN.of(this::put))
                .delete(ONE, Access.ADMIN.of(this::delete))
                .get(ONE + "/references", Access.READ.of(this::references))
                .post(ONE + "/pause", Access.ADMIN.of(this::pause))
                .post(ONE + "/resume", Access.ADMIN.of(this::resume))
                .post(ONE + "/test", Access.ADMIN.of(this::test));
    }

    private void list(ServerRequest request, ServerResponse response) {
        Paging paging = Paging.of(request);
        List<JsonNode> rows = new ArrayList<>();
        for (JsonNode view : connectors.views(Caller.of(request).isAdmin())) {
            if (paging.after().filter(after -> sortKey(view).compareTo(after) <= 0).isEmpty()) {
                rows.add(view);
            }
        }
        rows.sort((a, b) -> sortKey(a).compareTo(sortKey(b)));
        paging.send(
                response,
                rows.subList(0, Math.min(rows.size(), paging.fetch())),
                "kind_asc,name_asc",
                ConnectorRoutes::sortKey,
                view -> view);
    }

    // A file's entry whose name is taken stands beside the connector that has it.
    private static String sortKey(JsonNode view) {
        return view.path("kind").asText()
                + "/"
                + view.path("name").asText()
                + "/"
                + view.path("source").asText();
    }

    private void get(ServerRequest request, ServerResponse response) {
        ConnectorKey key = key(request);
        ObjectNode view =
                connectors.view(key, Caller.of(request).isAdmin()).orElseThrow(() -> unknown(key));
        answer(response, 200, view);
    }

    private void put(ServerRequest request, ServerResponse response) throws InterruptedException {
        ConnectorKey key = key(request);
        PutRequest wish =
                new PutRequest(
                        key,
                        Bodies.object(request, Bodies.DEFAULT_LIMIT),
                        Caller.of(request).name(),
                        Preconditions.of(request)::checkChange);
        switch (connectors.put(wish)) {
            case PutOutcome.Stored(boolean created, long _, ObjectNode view) ->
                    answer(response, created ? 201 : 200, view);
            case PutOutcome.Invalid(List<FieldError> errors) ->
                    throw problem(400, "invalid_config", summary(errors), errors);
            case PutOutcome.Immutable(List<FieldError> errors) ->
                    throw problem(409, "immutable_setting", summary(errors), errors);
            case PutOutcome.FileBacked(String detail) ->
                    throw problem(409, "file_backed", detail, List.of());
            case PutOutcome.Draining() ->
                    throw problem(
                            409,
                            "connector_draining",
                            "The connector %s is being deleted.".formatted(key),
                            List.of());
            case PutOutcome.UnknownKind(String detail) ->
                    throw problem(400, "unknown_kind", detail, List.of());
            case PutOutcome.KindFailed(String detail) ->
                    throw problem(500, "kind_failed", detail, List.of());
            case PutOutcome.KindAbsent(String detail) ->
                    throw Problem.unavailable("waiting_for_kind", detail, KIND_WAIT)
                            .domain(DOMAIN)
                            .exception();
        }
    }

    private void delete(ServerRequest request, ServerResponse response)
            throws InterruptedException {
        ConnectorKey key = key(request);
        DeleteRequest wish =
                new DeleteRequest(
                        key,
                        Caller.of(request).name(),
                        flag(request, "drain"),
                        flag(request, "forget"),
                        Preconditions.of(request)::checkChange);
        switch (connectors.delete(wish)) {
            case DeleteOutcome.Deleted() ->
                    Reply.json(response, Json.object().put("accepted", true));
            case DeleteOutcome.Draining(List<Reference> references) -> {
                ObjectNode body = Json.object().put("accepted", true).put("draining", true);
                body.set("references", view(references));
                Reply.json(response, 202, body);
            }
            case DeleteOutcome.Unknown() -> throw unknown(key);
            case DeleteOutcome.FileBacked() ->
                    throw problem(
                            409,
                            "file_backed",
                            "The connector %s is defined in the connectors file; remove it there."
                                    .formatted(key),
                            List.of());
            case DeleteOutcome.InUse(List<Reference> references) ->
                    throw Problem.conflict(
                                    "connector_in_use",
                                    "The connector %s is still needed; ?drain=true deletes it when it is not."
                                            .formatted(key))
                            .domain(DOMAIN)
                            .with("references", view(references))
                            .exception();
        }
    }

    private void references(ServerRequest request, ServerResponse response) {
        ConnectorKey key = key(request);
        ObjectNode body = Json.object();
        body.set("references", view(connectors.references(key).orElseThrow(() -> unknown(key))));
        Reply.json(response, body);
    }

    private void pause(ServerRequest request, ServerResponse response) throws InterruptedException {
        ConnectorKey key = key(request);
        Optional<ObjectNode> view = connectors.pause(key, Caller.of(request).name());
        answer(response, 200, view.orElseThrow(() -> unknown(key)));
    }

    private void resume(ServerRequest request, ServerResponse response)
            throws InterruptedException {
        ConnectorKey key = key(request);
        Optional<ObjectNode> view = connectors.resume(key, Caller.of(request).name());
        answer(response, 200, view.orElseThrow(() -> unknown(key)));
    }

    private void test(ServerRequest request, ServerResponse response) {
        ConnectorKey key = key(request);
        Reply.json(response, connectors.test(key).orElseThrow(() -> unknown(key)));
    }

    private static void answer(ServerResponse response, int status, ObjectNode view) {
        response.header(HeaderNames.ETAG, Preconditions.quoted(view.path("revision").asText()));
        Reply.json(response, status, view);
    }

    private static ArrayNode view(List<Reference> references) {
        ArrayNode list = Json.array();
        references.forEach(
                each ->
                        list.addObject()
                                .put("type", each.type())
                                .put("id", each.id())
                                .put("detail", each.detail()));
        return list;
    }

    private static boolean flag(ServerRequest request, String name) {
        Optional<String> given = request.query().first(name).asOptional();
        if (given.isPresent() && !List.of("true", "false").contains(given.get())) {
            throw Problem.badRequest("invalid_query", name + " must be true or false.")
                    .domain(DOMAIN)
                    .exception();
        }
        return given.filter("true"::equals).isPresent();
    }

    static ConnectorKey key(ServerRequest request) {
        return new ConnectorKey(
                request.path().pathParameters().get("kind"),
                request.path().pathParameters().get("name"));
    }

    static ProblemException unknown(ConnectorKey key) {
        return Problem.notFound(
                        "connector_not_found",
                        "No connector %s is configured.".formatted(Failures.shown(key.toString())))
                .domain(DOMAIN)
                .exception();
    }

    private static ProblemException problem(
            int status, String code, String detail, List<FieldError> errors) {
        Problem problem = Problem.of(status, code, detail).domain(DOMAIN);
        return (errors.isEmpty() ? problem : problem.errors(errors)).exception();
    }

    private static String summary(List<FieldError> errors) {
        FieldError first = errors.getFirst();
        String more = errors.size() == 1 ? "" : " (and %d more)".formatted(errors.size() - 1);
        String text = (first.field() + " " + first.message()).strip().replaceAll("[.]$", "");
        return text + more + ".";
    }
}
