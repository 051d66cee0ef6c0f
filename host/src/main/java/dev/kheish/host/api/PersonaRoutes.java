package dev.kheish.host.api;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

import dev.kheish.host.json.Json;
import dev.kheish.host.session.Personas;
import dev.kheish.host.session.Personas.Persona;
import dev.kheish.host.web.Failures;
import dev.kheish.host.web.Problem;
import dev.kheish.host.web.ProblemException;

import io.helidon.webserver.http.HttpRules;
import io.helidon.webserver.http.HttpService;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;

import java.util.regex.Pattern;

/**
 * {@code /v1/personas}: records that session policies may name; what they hold is the operator's.
 */
public final class PersonaRoutes implements HttpService {
    private static final Pattern ID = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,127}");

    private final Personas personas;

    public PersonaRoutes(Personas personas) {
        this.personas = personas;
    }

    @Override
    public void routing(HttpRules rules) {
        rules.get("/v1/personas", Access.READ.of(this::list))
                .post("/v1/personas", Access.ADMIN.of(this::create))
                .get("/v1/personas/{id}", Access.READ.of(this::get))
                .put("/v1/personas/{id}", Access.ADMIN.of(this::put))
                .delete("/v1/personas/{id}", Access.ADMIN.of(this::delete));
    }

    private void list(ServerRequest request, ServerResponse response) {
        Paging paging = Paging.of(request);
        paging.send(
                response,
                personas.list(paging.after().orElse(""), paging.fetch()),
                "persona_id_asc",
                Persona::id,
                PersonaRoutes::view);
    }

    private void create(ServerRequest request, ServerResponse response)
            throws InterruptedException {
        record Wish(String id, JsonNode data) {}
        Wish wish =
                Bodies.read(
                        request,
                        body -> {
                            String id = body.text("persona_id");
                            if (!ID.matcher(id).matches()) {
                                body.refuse(
                                        "persona_id",
                                        "must be letters, digits, '.', '_' and '-', 128 at most");
                            }
                            return new Wish(id, data(body));
                        });
        boolean known = personas.exists(wish.id());
        Reply.json(
                response,
                known ? 200 : 201,
                view(personas.put(wish.id(), Json.write(wish.data()))));
    }

    private void put(ServerRequest request, ServerResponse response) throws InterruptedException {
        String id = id(request);
        if (!ID.matcher(id).matches()) {
            throw Problem.badRequest(
                            "invalid_persona_id",
                            "A persona's id is letters, digits, '.', '_' and '-', 128 at most.")
                    .exception();
        }
        JsonNode data = Bodies.read(request, PersonaRoutes::data);
        boolean known = personas.exists(id);
        Reply.json(response, known ? 200 : 201, view(personas.put(id, Json.write(data))));
    }

    private void get(ServerRequest request, ServerResponse response) {
        String id = id(request);
        Reply.json(response, view(personas.find(id).orElseThrow(() -> unknown(id))));
    }

    private void delete(ServerRequest request, ServerResponse response)
            throws InterruptedException {
        String id = id(request);
        switch (personas.delete(id)) {
            case DELETED -> Reply.json(response, Json.object().put("accepted", true));
            case UNKNOWN -> throw unknown(id);
            case IN_USE ->
                    throw Problem.conflict(
                                    "persona_in_use",
                                    "Sessions have persona '" + id + "': delete those first.")
                            .exception();
        }
    }

    private static JsonNode data(Members body) {
        return body.optionalObject("data").orElseGet(Json::object);
    }

    private static ObjectNode view(Persona persona) {
        ObjectNode view = Json.object().put("persona_id", persona.id());
        view.set("data", Json.readStored(persona.data()));
        return view.put("created_at_ms", persona.createdMs())
                .put("updated_at_ms", persona.updatedMs());
    }

    private static String id(ServerRequest request) {
        return request.path().pathParameters().get("id");
    }

    private static ProblemException unknown(String id) {
        return Problem.notFound(
                        "persona_not_found", "No persona '" + Failures.shown(id) + "' exists.")
                .exception();
    }
}
