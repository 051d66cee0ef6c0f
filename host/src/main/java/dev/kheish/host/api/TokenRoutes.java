package dev.kheish.host.api;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

import dev.kheish.host.json.Json;
import dev.kheish.host.web.Failures;
import dev.kheish.host.web.Problem;

import io.helidon.webserver.http.HttpRules;
import io.helidon.webserver.http.HttpService;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;

import java.time.Clock;
import java.util.Optional;
import java.util.regex.Pattern;

/** {@code /v1/runtime/tokens}: who may call the control plane. */
public final class TokenRoutes implements HttpService {
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,62}");
    private static final String OWNED_NAME = "admin";
    private static final long A_YEAR_SECONDS = 366L * 24 * 3600;

    private final Tokens tokens;
    private final Clock clock;

    public TokenRoutes(Tokens tokens, Clock clock) {
        this.tokens = tokens;
        this.clock = clock;
    }

    @Override
    public void routing(HttpRules rules) {
        rules.get("/v1/runtime/tokens", Access.ADMIN.of(this::list))
                .post("/v1/runtime/tokens", Access.ADMIN.of(this::create))
                .delete("/v1/runtime/tokens/{name}", Access.ADMIN.of(this::revoke));
    }

    private void list(ServerRequest request, ServerResponse response) {
        ArrayNode views = Json.array();
        tokens.list().forEach(token -> views.add(view(token)));
        Reply.json(response, views);
    }

    private void create(ServerRequest request, ServerResponse response)
            throws InterruptedException {
        Tokens.View wanted = Bodies.read(request, this::wanted);
        String token =
                tokens.create(Caller.of(request).name(), wanted)
                        .orElseThrow(
                                () ->
                                        Problem.conflict(
                                                        "token_exists",
                                                        "There is a token named '%s'; revoke it first."
                                                                .formatted(wanted.name()))
                                                .exception());
        ObjectNode view = view(wanted);
        view.put("token", token);
        Reply.json(response, 201, view);
    }

    private void revoke(ServerRequest request, ServerResponse response)
            throws InterruptedException {
        String name = request.path().pathParameters().get("name");
        if (!tokens.revoke(Caller.of(request).name(), name)) {
            throw Problem.notFound(
                            "token_not_found",
                            "There is no token named '%s'.".formatted(Failures.shown(name)))
                    .exception();
        }
        Reply.json(response, Json.object().put("accepted", true));
    }

    private Tokens.View wanted(Members in) {
        String name = in.text("name", 63);
        if (in.has("name") && (!NAME.matcher(name).matches() || name.equals(OWNED_NAME))) {
            in.refuse(
                    "name",
                    "must be 1 to 63 of A-Z a-z 0-9 . _ -, beginning with a letter or digit, and not 'admin'");
        }
        String role = in.text("role");
        Optional<Role> known = Role.of(role);
        if (in.has("role") && known.isEmpty()) {
            in.refuse("role", "must be admin, read-only or worker");
        }
        long now = clock.millis();
        long expires =
                in.optionalNumber("expires_in_seconds", 1, 10 * A_YEAR_SECONDS)
                        .map(seconds -> now + seconds * 1000)
                        .orElse(Long.MAX_VALUE);
        return new Tokens.View(name, known.orElse(Role.READ_ONLY), now, expires);
    }

    private static ObjectNode view(Tokens.View token) {
        ObjectNode view =
                Json.object()
                        .put("name", token.name())
                        .put("role", token.role().text())
                        .put("created_at_ms", token.createdAtMs());
        if (token.expiresAtMs() != Long.MAX_VALUE) {
            view.put("expires_at_ms", token.expiresAtMs());
        }
        return view;
    }
}
