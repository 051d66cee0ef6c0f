package dev.kheish.host.api;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

import dev.kheish.host.connector.ConnectorKey;
import dev.kheish.host.connector.Connectors;
import dev.kheish.host.connector.SecretDeleteOutcome;
import dev.kheish.host.json.Json;
import dev.kheish.host.secret.Secrets;
import dev.kheish.host.secret.SlotName;
import dev.kheish.host.secret.SlotStatus;
import dev.kheish.host.web.Failures;
import dev.kheish.host.web.Problem;
import dev.kheish.host.web.ProblemException;

import io.helidon.webserver.http.HttpRules;
import io.helidon.webserver.http.HttpService;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;

import java.util.List;
import java.util.Optional;
import java.util.Set;

/** {@code /v1/runtime/secrets}: slots are written, looked at and deleted; never read. */
public final class SecretRoutes implements HttpService {
    private static final String ROOT = "/v1/runtime/secrets";
    private static final String ONE = ROOT + "/{ref}";
    private static final String DOMAIN = "secrets";
    private static final int NAME_BYTES = 255;

    private final Secrets secrets;
    private final Connectors connectors;

    public SecretRoutes(Secrets secrets, Connectors connectors) {
        this.secrets = secrets;
        this.connectors = connectors;
    }

    @Override
    public void routing(HttpRules rules) {
        rules.get(ROOT, Access.ADMIN.of(this::list))
                .post(ROOT, Access.ADMIN.of(this::post))
                .get(ONE, Access.ADMIN.of(this::get))
                .put(ONE, Access.ADMIN.of(this::put))
                .delete(ONE, Access.ADMIN.of(this::delete));
    }

    private void list(ServerRequest request, ServerResponse response) {
        Paging paging = Paging.of(request);
        List<SlotStatus> found = secrets.list(paging.after().orElse(""), paging.fetch());
        paging.send(response, found, "slot_id_asc", SlotStatus::name, SecretRoutes::view);
    }

    /** Takes the whole record that older clients send. */
    private void post(ServerRequest request, ServerResponse response) throws InterruptedException {
        Wish wish =
                Bodies.read(
                        request,
                        body -> {
                            String slot = body.text("slot_id", NAME_BYTES);
                            if (!slot.isEmpty() && !SlotName.isValid(slot)) {
                                body.refuse("slot_id", "must be " + SlotName.RULE);
                            }
                            body.optionalWord("provider", Set.of("generic"));
                            body.optionalWord("mode", Set.of("opaque_secret"));
                            body.optionalNumber("updated_at_ms", 0, Long.MAX_VALUE);
                            Optional<String> value =
                                    body.optionalObject("state", SecretRoutes::value);
                            if (value.isEmpty() && !body.has("state")) {
                                body.refuse("state", "is required: an object with value");
                            }
                            return new Wish(slot, value.orElse(""));
                        });
        Reply.json(response, view(secrets.write(wish.slot(), wish.value(), actor(request))));
    }

    private void put(ServerRequest request, ServerResponse response) throws InterruptedException {
        String slot = slot(request);
        if (!SlotName.isValid(slot)) {
            throw Problem.badRequest(
                            "invalid_slot_name", "A slot has a name of " + SlotName.RULE + ".")
                    .domain(DOMAIN)
                    .exception();
        }
        String value = Bodies.read(request, SecretRoutes::value);
        SlotStatus status = secrets.write(slot, value, actor(request));
        Reply.json(response, status.version() == 1 ? 201 : 200, view(status));
    }

    private static String value(Members body) {
        String value = body.text("value", Secrets.VALUE_LIMIT);
        if (!value.isEmpty()) {
            Secrets.refusal(value).ifPresent(reason -> body.refuse("value", reason));
        }
        return value;
    }

    private void get(ServerRequest request, ServerResponse response) {
        String slot = slot(request);
        ObjectNode view = view(secrets.status(slot).orElseThrow(() -> unknown(slot)));
        view.set("used_by", names(connectors.usersOf(slot)));
        Reply.json(response, view);
    }

    private void delete(ServerRequest request, ServerResponse response)
            throws InterruptedException {
        String slot = slot(request);
        switch (connectors.deleteSecret(slot, actor(request))) {
            case SecretDeleteOutcome.Deleted() ->
                    Reply.json(response, Json.object().put("accepted", true));
            case SecretDeleteOutcome.Unknown() -> throw unknown(slot);
            case SecretDeleteOutcome.InUse(List<ConnectorKey> users) ->
                    throw Problem.conflict(
                                    "secret_in_use",
                                    "The secret slot '%s' is used by connectors; point them elsewhere first."
                                            .formatted(slot))
                            .domain(DOMAIN)
                            .with("used_by", names(users))
                            .exception();
        }
    }

    private static ObjectNode view(SlotStatus status) {
        ObjectNode view =
                Json.object()
                        .put("slot_id", status.name())
                        .put("provider", status.provider())
                        .put("mode", status.mode())
                        .put(
                                "summary",
                                status.revoked() ? "revoked; write it to use it again" : "stored")
                        .put("updated_at_ms", status.updatedMs());
        view.putObject("details")
                .put("version", status.version())
                .put("created_at_ms", status.createdMs())
                .put("revoked", status.revoked())
                .put("automatic", status.automaticOf() != null);
        return view;
    }

    private static ArrayNode names(List<ConnectorKey> keys) {
        ArrayNode list = Json.array();
        keys.forEach(key -> list.add(key.toString()));
        return list;
    }

    private static String slot(ServerRequest request) {
        return request.path().pathParameters().get("ref");
    }

    private static String actor(ServerRequest request) {
        return Caller.of(request).name();
    }

    static ProblemException unknown(String slot) {
        return Problem.notFound(
                        "secret_not_found",
                        "There is no secret slot '%s'.".formatted(Failures.shown(slot)))
                .domain(DOMAIN)
                .exception();
    }

    private record Wish(String slot, String value) {
        @Override
        public String toString() {
            return "a value for " + slot;
        }
    }
}
